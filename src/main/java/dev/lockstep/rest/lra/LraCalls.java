package dev.lockstep.rest.lra;

import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls of an LRA participant to its coordinator. Thread-safe. */
final class LraCalls {
  private static final String PLAIN = "text/plain";

  private final HttpCaller http;
  private final CoordinatorClientSettings settings;

  /**
   * @param client follows no redirects
   */
  LraCalls(HttpClient client, CoordinatorClientSettings settings) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
  }

  /**
   * Answer to the question for an action's status.
   *
   * @param status of HTTP
   * @param word empty where the body holds none
   */
  record StatusAnswer(int status, Optional<LraStatus> word) {}

  /**
   * Answer to a call that joins.
   *
   * @param status of HTTP
   * @param recovery the address of this participant at its coordinator; empty where it gave none
   */
  record JoinAnswer(int status, String recovery) {
    boolean joined() {
      return status >= 200 && status < 300;
    }
  }

  /** Status of the action: {@code GET LRA/status}. */
  StatusAnswer status(Origin lra) throws NoAnswerException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(lra.uri() + "/status")).header("Accept", PLAIN).GET();
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    return new StatusAnswer(
        heard.statusCode(),
        heard.statusCode() == 200 ? LraStatus.read(heard.body()) : Optional.empty());
  }

  /**
   * Joins the action: {@code PUT LRA}, with what the coordinator may call in one Link header.
   *
   * @param participant its address
   * @param timeLimit after which the coordinator cancels the action
   */
  JoinAnswer join(Origin lra, String participant, Optional<Duration> timeLimit)
      throws NoAnswerException {
    String query = timeLimit.map(limit -> "?TimeLimit=" + limit.toMillis()).orElse("");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(lra.uri() + query))
            .header("Accept", PLAIN)
            .header("Content-Type", PLAIN)
            .header("Link", links(participant))
            .PUT(BodyPublishers.noBody());
    HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
    String recovery =
        Stream.of(LraHeaders.RECOVERY, "Location")
            .flatMap(name -> heard.headers().firstValue(name).stream())
            .findFirst()
            .orElse("");
    return new JoinAnswer(heard.statusCode(), recovery);
  }

  private static String links(String participant) {
    return List.of(
            link(participant + LraParticipantApi.COMPENSATE, "compensate"),
            link(participant + LraParticipantApi.COMPLETE, "complete"),
            link(participant, "status"),
            link(participant, "forget"),
            link(participant + LraParticipantApi.AFTER, "after"))
        .stream()
        .collect(Collectors.joining(","));
  }

  private static String link(String address, String relation) {
    return "<%s>; rel=\"%s\"; title=\"%s URI\"; type=\"text/plain\""
        .formatted(address, relation, relation);
  }
}
