import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** The code that is tested: it attaches files to leads, and tries once more if Zoho fails. */
public final class Attacher {
  /** What Zoho refused. */
  public static final class ZohoException extends IOException {
    public final int status;
    public final String code;

    ZohoException(int status, String code) {
      super("Zoho answered " + status + " " + code);
      this.status = status;
      this.code = code;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String token;

  public Attacher(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** @return the id of the attachment */
  public String attach(String lead, String name, byte[] content) throws IOException, InterruptedException {
    return attach(lead, name, content, 2);
  }

  private String attach(String lead, String name, byte[] content, int attempts) throws IOException, InterruptedException {
    String boundary = UUID.randomUUID().toString();
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/crm/v8/Leads/" + lead + "/Attachments"))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Zoho-oauthtoken " + token)
        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .POST(HttpRequest.BodyPublishers.ofByteArray(form(boundary, name, content)))
        .build();
    var reply = http.send(request, BodyHandlers.ofString());
    JsonObject answer = JsonParser.parseString(reply.body()).getAsJsonObject();
    if (reply.statusCode() == 200) {
      return answer.getAsJsonArray("data").get(0).getAsJsonObject().getAsJsonObject("details").get("id").getAsString();
    }
    if (reply.statusCode() >= 500 && attempts > 1) return attach(lead, name, content, attempts - 1);
    throw new ZohoException(reply.statusCode(), answer.get("code").getAsString());
  }

  private static byte[] form(String boundary, String name, byte[] content) throws IOException {
    var form = new ByteArrayOutputStream();
    String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n";
    form.write(head.getBytes(StandardCharsets.UTF_8));
    form.write(content);
    form.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }
}
