package dev.lockstep.app.standby;

import dev.lockstep.app.config.StandbyConfig;
import dev.lockstep.rest.StandbyViews;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerClient;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.WordResult;
import dev.lockstep.standby.link.LinkClient;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * What is asked of the other PC: one question of each kind at a time, for each beat asks anew, and
 * what came of it. Thread-safe.
 */
final class PeerQuestions {
  private static final Logger LOG = Logger.getLogger(PeerQuestions.class);

  private final LineMember member;
  private final PeerClient client;
  private final String name;
  private final URI address;
  private final Map<Class<?>, Boolean> asked = new ConcurrentHashMap<>();
  private final ReentrantLock words = new ReentrantLock();
  private volatile CompletableFuture<WordResult> word = new CompletableFuture<>();
  private volatile Optional<String> silence = Optional.of("it has not been asked yet");

  PeerQuestions(LineMember member, LinkClient client, StandbyConfig keys) {
    this.member = member;
    this.client = client;
    this.name = keys.peerName().orElseThrow();
    this.address = keys.peer().orElseThrow();
  }

  /** Asks, unless the same kind is being asked; the answer is an event. */
  void send(PeerRequest request) {
    if (asked.putIfAbsent(request.getClass(), true) == null) {
      Thread.ofVirtual()
          .name("standby-link-out")
          .start(
              () -> {
                try {
                  var unused = ask(request);
                } finally {
                  asked.remove(request.getClass());
                }
              });
    }
  }

  /** Asks and waits; the answer is an event besides. */
  PeerAnswer ask(PeerRequest request) {
    long sentAt = member.now();
    PeerAnswer answer = client.call(request);
    switch (answer) {
      case PeerAnswer.Silent silent -> silent(silent.why());
      case PeerAnswer.Standing _,
          PeerAnswer.Granted _,
          PeerAnswer.Refused _,
          PeerAnswer.Confirmed _,
          PeerAnswer.CopyWanted _,
          PeerAnswer.SupplyTaken _,
          PeerAnswer.Taken _ ->
          heard();
    }
    member.happened(
        new SeatEvent.Answered(member.now(), sentAt, request, answer, member.position()));
    return answer;
  }

  /** Before the end of the process: the answer is of no use any more. */
  void lastWord(PeerRequest request) {
    PeerAnswer answer = client.call(request);
    LOG.infof("line: %s: %s", request.getClass().getSimpleName(), answer);
  }

  private void silent(String why) {
    if (!silence.equals(Optional.of(why))) {
      LOG.warnf("line: the other PC, %s: %s", name, why);
    }
    silence = Optional.of(why);
  }

  void heard() {
    if (silence.isPresent()) {
      LOG.infof("line: the other PC, %s, answers", name);
    }
    silence = Optional.empty();
  }

  StandbyViews.PeerView peer() {
    return new StandbyViews.PeerView(name, address.toString(), silence.isEmpty(), silence);
  }

  /** Passes a person's word on, one at a time, and returns what became of it. */
  WordResult said(Runnable decision) {
    words.lock();
    try {
      word = new CompletableFuture<>();
      decision.run();
      return word.getNow(WordResult.NOT_NOW);
    } finally {
      words.unlock();
    }
  }

  void told(WordResult result) {
    word.complete(result);
  }

  void close() {
    if (client instanceof LinkClient link) {
      link.close();
    }
  }
}
