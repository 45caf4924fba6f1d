package dev.lockstep.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person can see and do at the machines that {@code make plant} runs. */
class OperatorPanelTest {

  @Test
  void personSeesTheMachinesAndWorksThePress() throws Exception {
    try (Plant plant = Plant.start();
        OperatorPanel panel = new OperatorPanel(plant, FreePorts.find(1).getFirst());
        HttpClient client = HttpClient.newHttpClient()) {
      URI press = URI.create(panel.address() + "/press/");
      assertThat(call(client, "GET", URI.create(panel.address() + "/")))
          .isEqualTo("200 " + String.join("\n", plant.shown().lines()) + "\n");
      assertThat(call(client, "GET", press.resolve("thumbprint"))).matches("200 [0-9a-f]{64}\n");
      assertThat(call(client, "POST", press.resolve("guard/open"))).contains("guard OPEN");
      assertThat(plant.press().shown().guardClosed()).isFalse();
      assertThat(call(client, "POST", press.resolve("guard/close"))).contains("guard closed");
      assertThat(call(client, "POST", press.resolve("silent-at-cycle"))).startsWith("200 ");
      assertThat(call(client, "POST", press.resolve("answer"))).startsWith("200 ");
      assertThat(call(client, "GET", press.resolve("guard/open"))).startsWith("404 ");
      assertThat(call(client, "POST", press.resolve("explode")))
          .startsWith("404 ")
          .contains("/press/guard/close");
    }
  }

  private static String call(HttpClient client, String method, URI where) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(where).method(method, HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void portsAreTheUsualOnesOrFourOthers() {
    assertThat(StandalonePlant.ports()).containsExactly(14840, 14841, 14842, 14843);
    assertThat(StandalonePlant.ports("1", "2", "3", "4")).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2 3", "1 2 3 3", "1 2 3 x", "1 2 3 4 5", "0 1 2 3", "1 2 3 65536"})
  void anythingElseIsRefusedWithWhatWouldBeRight(String arguments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandalonePlant.ports(arguments.split(" ")))
        .withMessageContaining("\"" + arguments + "\"")
        .withMessageContaining("14840 14841 14842 14843");
  }
}
