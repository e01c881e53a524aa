/**
 * The operations on records of one of Zoho's SDKs, in the format that all drivers of the flow report.
 * @param sdk the SDK
 * @param classes its classes for records
 * @param operationsOf creates the operations on the records of a module, with the module bound
 */
export function recordOperations (sdk, classes, operationsOf) {
  const { ActionWrapper, BodyWrapper, Record, ResponseWrapper, SearchRecordsParam, DeleteRecordsParam } = classes
  const read = readerOf(classes)

  async function parameters (...entries) {
    const map = new sdk.ParameterMap()
    for (const [parameter, value] of entries) await map.add(parameter, value)
    return map
  }

  /** Sets each value as a program would, with the SDK's own class for a choice. */
  function recordOf (fields) {
    const record = new Record()
    for (const [name, value] of Object.entries(fields)) record.addKeyValue(name, value?.choice === undefined ? value : new sdk.Choice(value.choice))
    return record
  }

  async function bodyOf (fields, duplicateCheckFields) {
    const body = new BodyWrapper()
    body.setData([recordOf(fields)])
    if (duplicateCheckFields !== undefined) await body.setDuplicateCheckFields(duplicateCheckFields)
    return body
  }

  const ofAction = response => read(response, ActionWrapper, wrapper => ({ rows: wrapper.getData().map(actionOf) }))
  const ofRecords = (response, fields) => read(response, ResponseWrapper, wrapper => ({ rows: wrapper.getData().map(record => valuesOf(record, fields)) }))

  return {
    create: async ({ module, fields }) => ofAction(await operationsOf(module).createRecords(await bodyOf(fields))),
    get: async ({ module, record, fields }) => ofRecords(await operationsOf(module).getRecord(BigInt(record)), fields),
    search: async ({ module, criteria, fields }) => ofRecords(await operationsOf(module).searchRecords(await parameters([SearchRecordsParam.CRITERIA, criteria])), fields),
    update: async ({ module, record, fields }) => ofAction(await operationsOf(module).updateRecord(BigInt(record), await bodyOf(fields))),
    upsert: async ({ module, fields, duplicateCheckFields }) => ofAction(await operationsOf(module).upsertRecords(await bodyOf(fields, duplicateCheckFields))),
    delete: async ({ module, record }) => ofAction(await operationsOf(module).deleteRecord(BigInt(record))),
    deleteMany: async ({ module, record, others = [] }) => ofAction(await operationsOf(module).deleteRecords(await parameters([DeleteRecordsParam.IDS, [record, ...others].join()])))
  }
}

/**
 * Creates a function that reads a response into what drivers report.
 * @param classes those of the operation
 */
export function readerOf ({ APIException }) {
  // Compares classes, not their names, because the SDK has other classes with the same names.
  return (response, wrapper, contentOf) => {
    const http = response.getStatusCode()
    const object = response.getObject()
    if (object == null) return { http, seenAs: 'null' }
    if (object instanceof APIException) return { http, seenAs: 'APIException', code: object.getCode().getValue(), message: textOf(object.getMessage()) }
    if (!(object instanceof wrapper)) throw new Error(`expected ${wrapper.name}, got ${object.constructor.name}`)
    return { http, seenAs: wrapper.name, ...contentOf(object) }
  }
}

// The older SDKs wrap the messages that they know in a Choice.
const textOf = message => message.getValue?.() ?? message

function actionOf (row) {
  const [action, duplicateField] = [row.getAction?.()?.getValue?.(), row.getDuplicateField?.()]
  return {
    seenAs: row.constructor.name,
    code: row.getCode().getValue(),
    message: textOf(row.getMessage()),
    status: row.getStatus().getValue(),
    id: String(row.getDetails().get('id')),
    ...action && { action },
    ...duplicateField && { duplicateField }
  }
}

/** The values of some fields, with the class of each that is an object. */
export function valuesOf (record, fields) {
  return Object.fromEntries([['id', String(record.getId())], ...fields.map(field => [field, plain(record.getKeyValue(field))])])
}

/** A value without the SDK's classes, but with their names. */
export function plain (value) {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Date) return value.toISOString()
  if (value?.getValue) return { choice: value.getValue() }
  if (value?.getId) return { seenAs: value.constructor.name, id: String(value.getId()), ...named(value) }
  return value ?? null
}

/** The name of a user, an attachment or a record. */
function named (value) {
  const name = value.getName?.() ?? value.getFileName?.() ?? value.getKeyValue?.('name')
  return name === undefined ? {} : { name }
}
