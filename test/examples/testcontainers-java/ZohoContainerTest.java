import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Needs org.testcontainers:testcontainers and JUnit 5. What a sandbox for each test looks like is in ../junit. */
class ZohoContainerTest {
  // Built before, in a clone of zoho-attachments-mock: docker build -t zoho-attachments-mock .
  private static final GenericContainer<?> ZOHO = new GenericContainer<>(DockerImageName.parse("zoho-attachments-mock"))
      .withExposedPorts(4150)
      .waitingFor(Wait.forHttp("/_mock/readyz").forPort(4150).forStatusCode(200));

  @BeforeAll
  static void start() {
    ZOHO.start();
  }

  @AfterAll
  static void stop() {
    ZOHO.stop();
  }

  @Test
  void aLinkIsAttached() throws Exception {
    String url = "http://" + ZOHO.getHost() + ":" + ZOHO.getMappedPort(4150);
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/crm/v8/Leads/1/Attachments?attachmentUrl=https://www.zohocorp.com"))
        .header("Authorization", "Zoho-oauthtoken 1000.all")
        .POST(BodyPublishers.noBody())
        .build();
    assertEquals(200, HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode());
  }
}
