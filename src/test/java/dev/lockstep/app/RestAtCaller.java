package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;

/**
 * What a gateway is asked under REST-AT: by a client that enlists it with one command, {@code
 * Force} of a press, and by the coordinator.
 *
 * @param coordinator of {@link RestAtPlant}
 */
record RestAtCaller(ApiCaller caller, URI coordinator) {
  static final String ENLIST = "/rest-at/transactions";

  /** A member of a body. */
  static String commands(String device, String force) {
    return "\"commands\": [{\"device\": \"%s\", \"command\": \"Force\", \"arguments\": {\"Force\": %s}}]"
        .formatted(device, force);
  }

  /**
   * The body of an enlistment in the coordinator's transaction of this path.
   *
   * @param members of the body besides, the commands among them
   */
  String joining(String path, String members) {
    return "{\"transaction\": \"%s%s\", %s}".formatted(coordinator, path, members);
  }

  /** The id of the participant. */
  String enlisted(String name, String members) {
    ApiCaller.Said enlisted = caller.post(ENLIST, joining(RestAtPlant.FAST + name, members));
    assertThat(enlisted.status()).as("%s", enlisted.response().body()).isEqualTo(201);
    return enlisted.at("/id");
  }

  /** The answer to the coordinator's word, such as {@code Prepared}. */
  ApiCaller.Said told(String id, String word) {
    return caller.send(
        caller
            .to("/rest-at/participants/" + id + "/terminator")
            .header("Content-Type", "application/txstatus")
            .PUT(BodyPublishers.ofString("txstatus=Transaction" + word)));
  }

  static void assertSays(ApiCaller.Said said, String word) {
    assertThat(said.response().body()).isEqualTo("txstatus=Transaction" + word);
    assertThat(said.status()).isEqualTo(200);
    assertThat(said.type()).startsWith("application/txstatus");
  }

  /** That a press shows. */
  String force(String device) {
    return caller.get("/api/v1/devices/" + device + "/resources/Force").at("/value");
  }
}
