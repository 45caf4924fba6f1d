package dev.lockstep.app.standby;

import dev.lockstep.app.Reign;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StandbyConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.driver.SendLease;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.Replica;
import dev.lockstep.journal.Replication;
import dev.lockstep.rest.LineAdministration;
import dev.lockstep.rest.StandbyViews;
import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerHandler;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatDecision;
import dev.lockstep.standby.SeatEffect;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.SeatProtocol;
import dev.lockstep.standby.SeatRecord;
import dev.lockstep.standby.link.LinkCertificates;
import dev.lockstep.standby.link.LinkClient;
import dev.lockstep.standby.link.LinkServer;
import dev.lockstep.standby.link.LinkSettings;
import dev.lockstep.standby.link.UnusableCertificateException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * This process as one of the two PCs of a line: it keeps the seat, decides on one event at a time
 * by {@link SeatProtocol}, and does what follows. Thread-safe.
 */
public final class LineMember implements LineSeat, PeerHandler, LineAdministration {
  private static final Logger LOG = Logger.getLogger(LineMember.class);

  private final Settings settings;
  private final SystemTime time;
  private final SeatFile file;
  private final SeatProtocol protocol;
  private final CopyReceiver receiver;
  private final CopySender sender;
  private final PeerQuestions questions;
  private final LineWords words;
  private final LinkServer server;
  private final Optional<RegisterQuestions> register;
  private final ReentrantLock turn = new ReentrantLock();
  private final CompletableFuture<Long> activated = new CompletableFuture<>();
  private final LineEnd end;
  private volatile Seat seat;

  @SuppressWarnings("this-escape") // the parts that are given it use it when it is whole
  private LineMember(Settings settings, SystemTime time, LineEnd end)
      throws IOException, JournalUnavailableException, UnusableCertificateException {
    this.settings = settings;
    this.time = time;
    this.end = end;
    StandbyConfig keys = settings.config().standby();
    this.file = new SeatFile(settings.besideTheJournal("-standby.seat"));
    this.protocol = new SeatProtocol(LineKeys.rules(keys));
    Files.createDirectories(settings.journal().path().toAbsolutePath().getParent());
    SeatRecord record = LineKeys.record(settings, file);
    this.receiver =
        new CopyReceiver(
            Replica.open(LineDatabases.of(settings)), settings.besideTheJournal("-standby.parts"));
    SeatDecision started = protocol.start(record, time.ticks(), time.now().wall().toEpochMilli());
    file.write(started.next().record());
    this.seat = started.next();
    LinkSettings link = LineKeys.link(keys);
    LinkCertificates certificates = LineKeys.certificates(keys);
    this.questions = new PeerQuestions(this, new LinkClient(link, certificates), keys);
    SaidWords said = SaidWords.open(settings.besideTheJournal("-standby.words"));
    this.words = new LineWords(this, questions, said, time);
    this.sender =
        new CopySender(
            this,
            keys.line().mode(),
            new BaseCopySender(this, settings),
            keys.link().bufferMax().count(),
            keys.link().aloneAfter());
    this.register = RegisterQuestions.of(settings, this);
    this.server = LinkServer.open(link, certificates, this);
  }

  /**
   * Takes this PC's seat in its line, and listens for the other.
   *
   * @param end what ends the process
   * @throws StartFailureException where a person must correct something
   */
  public static LineMember start(Settings settings, SystemTime time, LineEnd end) {
    try {
      LineMember member = new LineMember(settings, time, end);
      member.sender.start();
      new LineBeat(member, settings.config().standby().line().leaseDuration()).start();
      return member;
    } catch (IOException | JournalUnavailableException | UnusableCertificateException fault) {
      throw new StartFailureException("standby: " + fault.getMessage());
    }
  }

  /** Waits until this PC is the active one; the databases are free then. */
  public Reign awaitReign() {
    long term = activated.join();
    String run = "%d-%d".formatted(term, seat.record().run());
    return new Reign(lease(), Replication.to(sender, term, run));
  }

  private SendLease lease() {
    return new SendLease() {
      @Override
      public boolean valid() {
        return seat.holds(time.ticks());
      }

      @Override
      public boolean passesOn() {
        return true;
      }
    };
  }

  /** Records what operators said while this PC was not the active one. Returns at once. */
  public void recordWords(AuditLog audit) {
    words.recordIn(audit);
  }

  /**
   * Nothing renews the lease any more: a start that is whole is better than a process that hangs.
   */
  void broken(Throwable bug) {
    end.now("a fault of the gateway itself, please report it: " + bug);
  }

  /** SIGTERM: a standby gives up its right to take over, and says so. Returns soon. */
  public void stop() {
    happened(new SeatEvent.Stopping(now()));
  }

  @Override
  public Seat seat() {
    return seat;
  }

  @Override
  public long now() {
    return time.ticks();
  }

  @Override
  public PeerCaller caller() {
    return seat.record().caller();
  }

  CopyPosition position() {
    return receiver.position();
  }

  @Override
  public PeerAnswer asked(PeerRequest request) {
    return questions.ask(request);
  }

  @Override
  public void happened(SeatEvent event) {
    var unused = effects(decided(event));
  }

  /** One event at a time; what is decided is durable before anything follows from it. */
  private SeatDecision decided(SeatEvent event) {
    turn.lock();
    try {
      SeatDecision decision = protocol.decide(seat, event);
      if (decision.durable()) {
        file.write(decision.next().record());
      }
      if (!decision.next().role().equals(seat.role())) {
        LOG.infof("line: %s, term %d", decision.next().role(), decision.next().record().term());
      }
      seat = decision.next();
      return decision;
    } catch (IOException fault) {
      // Nothing may follow from what is not durable; the next start finds what is.
      end.now("the seat in the line cannot be written: " + fault);
      throw new IllegalStateException("the process ends", fault);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Does what was decided.
   *
   * @return the answer to the request that was decided on
   */
  private Optional<PeerAnswer> effects(SeatDecision decision) {
    sender.seatChanged();
    Optional<PeerAnswer> answer = Optional.empty();
    List<SeatEffect> effects = decision.effects();
    boolean last = effects.stream().anyMatch(SeatEffect.EndProcess.class::isInstance);
    for (SeatEffect each : effects) {
      switch (each) {
        case SeatEffect.Send send -> {
          if (!last) {
            questions.send(send.request());
          }
        }
        case SeatEffect.Reply reply -> answer = Optional.of(reply.answer());
        case SeatEffect.Apply apply ->
            answer = Optional.of(taken(apply.request(), decision.next()));
        case SeatEffect.Supply supply -> sender.supply(supply.round(), supply.from());
        case SeatEffect.Activate activate -> {
          receiver.close();
          var unused = activated.complete(activate.term());
        }
        case SeatEffect.StopWriting stop -> sender.stopWriting();
        case SeatEffect.EndProcess over -> end(over.reason(), effects);
        case SeatEffect.Tell tell -> questions.told(tell.result());
        case SeatEffect.ReadRegister read -> register.ifPresent(RegisterQuestions::read);
        case SeatEffect.WriteRegister write ->
            register.ifPresent(asked -> asked.write(write.attempt()));
      }
    }
    return answer;
  }

  private PeerAnswer taken(PeerRequest request, Seat at) {
    PeerAnswer answer = receiver.take(request, caller());
    if (answer instanceof PeerAnswer.CopyWanted && at instanceof Seat.Following following) {
      happened(new SeatEvent.CopyLost(now(), following.supply().round()));
    }
    return answer;
  }

  /** The gates are shut by the seat; the last word to the other PC is said before the end. */
  private void end(Seat.EndReason reason, List<SeatEffect> effects) {
    for (SeatEffect each : effects) {
      if (each instanceof SeatEffect.Send send) {
        questions.lastWord(send.request());
      }
    }
    end.of(reason);
  }

  @Override
  public PeerAnswer handle(PeerRequest request) {
    questions.heard();
    if (request instanceof PeerRequest.HandOver hand) {
      words.handedOver(hand);
    }
    return effects(decided(new SeatEvent.Requested(now(), request, position())))
        .orElseGet(() -> new PeerAnswer.Refused(caller(), PeerAnswer.Refused.Reason.NOT_NOW));
  }

  @Override
  public Optional<StandbyViews.LineView> line() {
    Seat now = seat;
    return Optional.of(
        new LineReport(settings, now, questions.peer(), sender.lag())
            .view(time.ticks(), receiver.trouble().or(sender::trouble)));
  }

  @Override
  public WordAnswer say(LineWord word, boolean acceptLoss, String principal, String reason) {
    return words.say(word, acceptLoss, principal, reason);
  }

  /** For tests and the end: listens no more. */
  public void close() {
    server.close();
    sender.close();
    questions.close();
    register.ifPresent(RegisterQuestions::close);
  }

  /** The locks of the databases, too, where this PC was not the active one. */
  void release() {
    receiver.close();
  }
}
