package dev.lockstep.rest.tcc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.AllowedPeers;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.rest.client.PeerThrottle.Result;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Client that asks a DTM server for the status of a global transaction: {@code GET
 * SERVER/query?gid=GID} (decision 75). Thread-safe.
 *
 * <p>Its last status is {@code failed} both after every cancel has succeeded and where a person
 * stopped it by force, perhaps after some branches were confirmed. So {@code failed} counts only
 * where a branch was cancelled and none confirmed. A transaction that is not known is no word: the
 * server drops what has ended after a time.
 */
public final class TccCoordinatorClient implements CoordinatorClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpCaller http;
  private final CoordinatorClientSettings settings;
  private final AllowedPeers servers;

  /**
   * @param client follows no redirects
   * @param clock its ticks measure how long an unreachable server is not asked again
   */
  public TccCoordinatorClient(
      HttpClient client, CoordinatorClientSettings settings, TimeSource clock) {
    this.http = new HttpCaller(client, settings.answerBytesMax().toInt());
    this.settings = settings;
    this.servers = new AllowedPeers("lockstep.coordinators.allowed", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id) {
    return TccAddress.of(address)
        .map(known -> servers.ask(known.server(), server -> asked(server, known.gid())))
        .orElseGet(() -> new Word.Silence(noTransaction(address)));
  }

  @Override
  public Optional<String> objection(String address) {
    return TccAddress.of(address)
        .map(known -> servers.objection(known.server()))
        .orElseGet(() -> Optional.of(noTransaction(address)));
  }

  private Result<Word> asked(Origin server, String gid) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("%s/query?gid=%s".formatted(server.uri(), gid)))
            .header("Accept", "application/json")
            .GET();
    try {
      HttpResponse<byte[]> heard = http.exchange(request, settings.answerMax());
      return new Result<>(word(server, gid, heard), true);
    } catch (NoAnswerException noAnswer) {
      String detail = "%s: %s".formatted(server.authority(), noAnswer.detail());
      return new Result<>(new Word.Silence(detail), false);
    }
  }

  private static Word word(Origin server, String gid, HttpResponse<byte[]> heard) {
    if (heard.statusCode() != 200) {
      return new Word.Silence("%s/query answered %d".formatted(server.uri(), heard.statusCode()));
    }
    JsonNode body = json(heard.body());
    JsonNode transaction = body.path("transaction");
    if (transaction.isNull()) {
      return new Word.Silence(
          "%s does not know %s, or no longer, and nobody can tell from that how it ended"
              .formatted(server.uri(), gid));
    }
    if (!transaction.path("gid").asText().equals(gid)) {
      return new Word.Silence(server.uri() + "/query answered about something else");
    }
    return word(gid, transaction.path("status").asText(), body.path("branches"));
  }

  private static Word word(String gid, String status, JsonNode branches) {
    String evidence = "DTM said that %s is %s".formatted(gid, status);
    return switch (status) {
      case "submitted", "succeed" -> new Word.Commit(evidence);
      case "aborting" -> new Word.Rollback(evidence);
      case "prepared" -> new Word.Undecided(evidence);
      case "failed" ->
          succeeded(branches, "cancel") && !succeeded(branches, "confirm")
              ? new Word.Rollback(evidence + ", and branches cancelled")
              : new Word.Silence(
                  evidence
                      + ", and not that its branches were cancelled: a person may have stopped it"
                      + " after some were confirmed");
      default -> new Word.Silence("DTM gave no status of %s that is one".formatted(gid));
    };
  }

  private static boolean succeeded(JsonNode branches, String op) {
    return StreamSupport.stream(branches.spliterator(), false)
        .anyMatch(
            each ->
                each.path("op").asText().equals(op)
                    && each.path("status").asText().equals("succeed"));
  }

  private static JsonNode json(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String noTransaction(String address) {
    return address + " is no transaction of a DTM server";
  }
}
