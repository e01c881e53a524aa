import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Sandbox.Extension.class)
class AttacherTest {
  private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.UTF_8);

  @Test
  @DisplayName("a file is attached unchanged")
  void attaches(Sandbox zoho) throws Exception {
    String attachment = new Attacher(zoho.url, "1000.all").attach("1", "quote.txt", HELLO);
    assertEquals("Hello", zoho.content(attachment));
    assertEquals(List.of("quote.txt"), zoho.attachments());
  }

  @Test
  @DisplayName("a token without the scope is refused")
  void isRefused(Sandbox zoho) {
    var attacher = new Attacher(zoho.url, "1000.read-only");
    var refusal = assertThrows(Attacher.ZohoException.class, () -> attacher.attach("1", "quote.txt", HELLO));
    assertEquals(401, refusal.status);
    assertEquals("OAUTH_SCOPE_MISMATCH", refusal.code);
    assertEquals(List.of(), zoho.attachments());
  }

  @Test
  @DisplayName("a failed upload is retried")
  void retries(Sandbox zoho) throws Exception {
    zoho.addFault("{\"operation\":\"upload\",\"action\":{\"answer\":\"INTERNAL_ERROR\"}}");
    new Attacher(zoho.url, "1000.all").attach("1", "quote.txt", HELLO);
    assertEquals(List.of(500, 200), zoho.statuses("upload"));
  }

  // A mistake of this client: after a failure that comes when the file is already stored, it attaches the file twice.
  @Test
  @DisplayName("an upload that was stored but reported as failed is attached twice")
  void attachesTwice(Sandbox zoho) throws Exception {
    zoho.addFault("{\"operation\":\"upload\",\"action\":{\"answer\":\"INTERNAL_ERROR\",\"phase\":\"after-commit\"}}");
    new Attacher(zoho.url, "1000.all").attach("1", "quote.txt", HELLO);
    assertEquals(List.of("quote.txt", "quote.txt"), zoho.attachments());
  }
}
