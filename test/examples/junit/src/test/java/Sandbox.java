import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A world of its own in the double. Its URL stands for https://www.zohoapis.com. */
final class Sandbox {
  /** Gives each test that has a parameter of this type a sandbox of its own, so that tests can run at the same time. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
      return parameter.getParameter().getType() == Sandbox.class;
    }

    @Override
    public Sandbox resolveParameter(ParameterContext parameter, ExtensionContext test) {
      return new Sandbox(test.getRequiredTestClass().getName() + " " + test.getDisplayName());
    }
  }

  final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  Sandbox(String title) {
    url = System.getenv("ZOHO_MOCK_URL") + "/s/" + nameFrom(title);
    // A double that runs for longer than the tests still has what the last run left.
    ask("POST", "reset", "");
  }

  /**
   * The name of a sandbox for any text: the same as `mock.sandbox(text)` takes in JavaScript.
   *
   * A text of 1 to 64 letters, digits, `.`, `_` and `-` that begins with a letter or digit is a name. Of any other, a name is
   * made: up to 40 characters that can be read, and 16 digits of its SHA-256, so that no two texts get the same name.
   */
  static String nameFrom(String text) {
    if (text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) return text;
    String digest = HexFormat.of().formatHex(sha256(text)).substring(0, 16);
    String slug = text.replaceAll("[^A-Za-z0-9]+", "-").replaceFirst("^-", "");
    String start = slug.substring(0, Math.min(40, slug.length())).replaceFirst("-$", "");
    return start.isEmpty() ? digest : start + "-" + digest;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException error) {
      throw new AssertionError("every Java has SHA-256", error);
    }
  }

  /** Sends a request to the control API. */
  String ask(String method, String path, String json) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/_mock/" + path)).timeout(Duration.ofSeconds(10));
    if (json.isEmpty()) request.method(method, BodyPublishers.noBody());
    else request.method(method, BodyPublishers.ofString(json)).header("Content-Type", "application/json");
    try {
      var reply = http.send(request.build(), BodyHandlers.ofString());
      if (reply.statusCode() >= 400) throw new IllegalStateException(reply.body());
      return reply.body();
    } catch (IOException | InterruptedException error) {
      throw new IllegalStateException(error);
    }
  }

  void addFault(String json) {
    ask("POST", "faults", json);
  }

  String content(String attachment) {
    return ask("GET", "attachments/" + attachment + "/content", "");
  }

  /** The names of the files that are attached, oldest first. */
  List<String> attachments() {
    return list("attachments", "attachments").stream().map(file -> file.get("name").getAsString()).toList();
  }

  /** What the requests of an operation were answered, in their order. */
  List<Integer> statuses(String operation) {
    return list("requests?operation=" + operation, "requests").stream()
        .map(request -> request.getAsJsonObject("answer").get("status").getAsInt()).toList();
  }

  private List<JsonObject> list(String path, String key) {
    var items = JsonParser.parseString(ask("GET", path, "")).getAsJsonObject().getAsJsonArray(key);
    return StreamSupport.stream(items.spliterator(), false).map(JsonElement::getAsJsonObject).toList();
  }
}
