package dev.lockstep.rest.tcc;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What a branch does with each call, and answers to it. Thread-safe. */
public final class TccParticipation {
  private final Participant participant;
  private final CoordinatorClientSettings servers;

  /**
   * @param servers which may be asked in doubt
   */
  public TccParticipation(Participant participant, CoordinatorClientSettings servers) {
    this.participant = participant;
    this.servers = servers;
  }

  /**
   * Try.
   *
   * @param server as DTM's clients name it; else the body's {@code coordinator}. Without either the
   *     server must tell its decision by itself
   * @param asked the body
   * @throws RequestRefusedException STRANGER where it may not be called: a branch in doubt would
   *     wait for ever
   */
  Response attempt(TccBranch branch, Optional<String> server, PrepareRequest asked, Requester by)
      throws JournalUnavailableException, OverloadedException {
    Optional<String> coordinator =
        server
            .filter(given -> !given.isBlank())
            .or(asked::coordinator)
            .map(this::allowed)
            .map(address -> new TccAddress(address.uri().toString(), branch.gid()).toString());
    PrepareRequest request =
        new PrepareRequest(
            asked.id(),
            coordinator,
            asked.participants(),
            asked.timeout(),
            false,
            asked.commands());
    return TccAnswers.vote(branch.id(), participant.prepare(request, by));
  }

  private Origin allowed(String address) {
    Origin server;
    try {
      server = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      throw RequestRefusedException.malformed("/dtm", String.valueOf(wrong.getMessage()));
    }
    if (servers.origins().stream().noneMatch(each -> each.covers(server))) {
      throw new RequestRefusedException(
          ProblemType.STRANGER, address + " is not on lockstep.coordinators.allowed");
    }
    return server;
  }

  Response confirm(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return TccAnswers.confirm(id, participant.commit(id, by).state());
  }

  Response cancel(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return TccAnswers.cancel(participant.rollback(id, by).state());
  }
}
