package dev.lockstep.plant;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A hydraulic press with a guard door. Its controller stages a recipe and a force, checks them when
 * it reads a new CommandId, echoes that as PreparedId or RejectedId, and moves when CommitId names
 * what it has prepared: once, because it keeps LastAppliedId. The force follows within a second.
 *
 * <p>Thread-safe: clients write the tags, the scan alone moves the machine.
 */
public final class Press implements AutoCloseable {
  public static final String NAMESPACE = "urn:lockstep:plant:press";
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int FAULT = 2;
  private static final double FORCE_MIN = 50;
  private static final double FORCE_MAX = 2000;
  private static final int RECIPE_MAX = 99;

  /**
   * Of a fast controller: how long it takes to see a commit is part of how far machines are apart.
   */
  private static final Duration SCAN = Duration.ofMillis(10);

  private static final int RAMP_SCANS = 100;
  private static final int CYCLE_SCANS = 60;
  private static final int ABORTED_MAX = 100;

  private final MachineServer server;
  private final Tag<UShort> recipe;
  private final Tag<Double> force;
  private final Tag<Boolean> guardClosed;
  private final Tag<Integer> state;
  private final Tag<UInteger> parts;
  private final Tag<UInteger> moveCount;
  private final Tag<UShort> stagedRecipe;
  private final Tag<Double> stagedForce;
  private final Tag<String> commandId;
  private final Tag<String> preparedId;
  private final Tag<String> commitId;
  private final Tag<String> lastAppliedId;
  private final Tag<String> abortId;
  private final Tag<String> rejectedId;
  private final ScanCycle cycle;
  private final Logbook logbook = new Logbook();

  private final Map<Tag<String>, Long> seen = new HashMap<>();
  private final List<String> aborted = new ArrayList<>();
  private Optional<Staged> staged = Optional.empty();
  private double forceTarget = 100;
  private double forceStep;
  private int cycleScansLeft;
  private boolean silentAtCycle;
  private long moves;

  private record Staged(String id, UShort recipe, double force) {}

  /** What the press itself shows. The force is where it is heading for. */
  public record Shown(int recipe, double force, boolean guardClosed, long moves) {
    @Override
    public String toString() {
      return "press: recipe %d, %.0f kN, guard %s (moved %d %s)"
          .formatted(
              recipe, force, guardClosed ? "closed" : "OPEN", moves, moves == 1 ? "time" : "times");
    }
  }

  /** Not listening until {@link #start}. */
  public Press(int port) {
    server = new MachineServer("Press", NAMESPACE, port);
    MachineNamespace tags = server.namespace();
    recipe = tags.writable("RecipeNumber", OpcUaDataType.UInt16, Unsigned.ushort(1));
    force = tags.writable("PressingForce", OpcUaDataType.Double, forceTarget);
    guardClosed = tags.shown("GuardClosed", OpcUaDataType.Boolean, true);
    state = tags.shown("PressState", OpcUaDataType.Int32, IDLE);
    parts = tags.shown("PartCount", OpcUaDataType.UInt32, Unsigned.uint(0));
    moveCount = tags.shown("MoveCount", OpcUaDataType.UInt32, Unsigned.uint(0));
    stagedRecipe = tags.writable("StagedRecipe", OpcUaDataType.UInt16, Unsigned.ushort(1));
    stagedForce = tags.writable("StagedForce", OpcUaDataType.Double, forceTarget);
    commandId = tags.writable("CommandId", OpcUaDataType.String, "");
    preparedId = tags.shown("PreparedId", OpcUaDataType.String, "");
    commitId = tags.writable("CommitId", OpcUaDataType.String, "");
    lastAppliedId = tags.shown("LastAppliedId", OpcUaDataType.String, "");
    abortId = tags.writable("AbortId", OpcUaDataType.String, "");
    rejectedId = tags.shown("RejectedId", OpcUaDataType.String, "");
    recipe.onWrite(this::takeRecipe);
    force.onWrite(this::takeForce);
    tags.method("StartCycle", this::startCycle);
    cycle = new ScanCycle("press", SCAN, this::scan);
  }

  public Press start() {
    server.start();
    return this;
  }

  public synchronized Shown shown() {
    return new Shown(recipe.get().intValue(), forceTarget, guardClosed.get(), moves);
  }

  /** What it has staged and would move to when told so; empty where there is nothing. */
  public String preparedId() {
    return preparedId.get();
  }

  /** By order id, "recipe N", "force N" or "cycle". */
  public Logbook logbook() {
    return logbook;
  }

  public synchronized void openGuard() {
    guardClosed.set(false);
    if (state.get() == RUNNING) {
      state.set(FAULT);
    }
  }

  public synchronized void closeGuard() {
    guardClosed.set(true);
    if (state.get() == FAULT) {
      state.set(IDLE);
    }
  }

  /**
   * The next CommitId that a client writes is taken, and nothing more is answered: what the client
   * will never be able to tell from a write that got lost.
   */
  public void fallSilentAtCommit() {
    commitId.onWrite(
        written -> {
          server.silence().begin();
          commitId.onWrite(any -> any);
          return written;
        });
  }

  /**
   * The next CommandId that a client writes is taken, and nothing more is answered: the press is
   * armed, and the client does not know.
   */
  public void fallSilentAtPrepare() {
    commandId.onWrite(
        written -> {
          server.silence().begin();
          return written;
        });
  }

  /** The next cycle that a client starts is run, and nothing more is answered. */
  public synchronized void fallSilentAtCycle() {
    silentAtCycle = true;
  }

  /** Stops answering, until {@link #answer}. The machine goes on by itself. */
  public void fallSilent() {
    server.silence().begin();
  }

  public void answer() {
    commandId.onWrite(written -> written);
    commitId.onWrite(written -> written);
    server.silence().end();
  }

  public String endpoint() {
    return server.endpoint();
  }

  /** What a client must trust that wants Basic256Sha256. */
  public X509Certificate certificate() {
    return server.certificate();
  }

  @Override
  public void close() {
    cycle.close();
    server.close();
  }

  private synchronized void scan() {
    newlyWritten(commandId).ifPresent(this::check);
    newlyWritten(abortId).ifPresent(this::drop);
    newlyWritten(commitId).ifPresent(this::apply);
    if (force.get() != forceTarget) {
      force.set(ScanCycle.towards(forceTarget, force.get(), forceStep));
    }
    if (state.get() == RUNNING && --cycleScansLeft <= 0) {
      state.set(IDLE);
      parts.set(parts.get().add(1));
    }
  }

  private Optional<String> newlyWritten(Tag<String> tag) {
    long writes = tag.writes();
    Long before = seen.put(tag, writes);
    boolean news = writes > (before == null ? 0 : before);
    return news && !tag.get().isEmpty() ? Optional.of(tag.get()) : Optional.empty();
  }

  private void check(String id) {
    if (id.equals(lastAppliedId.get())) {
      return; // it has been done: LastAppliedId says so
    }
    boolean free = staged.isEmpty() || staged.get().id().equals(id);
    boolean ready = guardClosed.get() && state.get() == IDLE;
    UShort wanted = stagedRecipe.get();
    double pressing = stagedForce.get();
    if (free && ready && !aborted.contains(id) && recipeFits(wanted) && forceFits(pressing)) {
      staged = Optional.of(new Staged(id, wanted, pressing));
      preparedId.set(id);
    } else {
      rejectedId.set(id);
    }
  }

  private void drop(String id) {
    aborted.add(id);
    if (aborted.size() > ABORTED_MAX) {
      aborted.removeFirst();
    }
    if (staged.isPresent() && staged.get().id().equals(id)) {
      staged = Optional.empty();
      preparedId.set("");
    }
  }

  private void apply(String id) {
    if (id.equals(lastAppliedId.get())) {
      return; // told twice, moved once
    }
    Optional<Staged> wanted = staged.filter(each -> each.id().equals(id));
    if (wanted.isEmpty() || !guardClosed.get()) {
      rejectedId.set(id);
      return;
    }
    recipe.set(wanted.get().recipe());
    rampTo(wanted.get().force());
    moved(id);
    // First the record, then the rest: whoever reads in between must not find the id nowhere.
    lastAppliedId.set(id);
    staged = Optional.empty();
    preparedId.set("");
  }

  private void rampTo(double target) {
    forceTarget = target;
    forceStep = Math.max(1, Math.abs(target - force.get()) / RAMP_SCANS);
  }

  private void moved(String what) {
    moves++;
    logbook.note(what);
    moveCount.set(Unsigned.uint(moves));
  }

  private synchronized UShort takeRecipe(UShort written) throws UaException {
    if (!recipeFits(written)) {
      throw new UaException(StatusCodes.Bad_OutOfRange);
    }
    moved("recipe " + written);
    return written;
  }

  private synchronized Double takeForce(Double written) throws UaException {
    if (!forceFits(written)) {
      throw new UaException(StatusCodes.Bad_OutOfRange);
    }
    rampTo(written);
    moved("force " + written);
    return force.get();
  }

  private synchronized void startCycle() throws UaException {
    if (state.get() != IDLE || !guardClosed.get()) {
      throw new UaException(StatusCodes.Bad_InvalidState);
    }
    state.set(RUNNING);
    cycleScansLeft = CYCLE_SCANS;
    moved("cycle");
    if (silentAtCycle) {
      silentAtCycle = false;
      server.silence().begin();
    }
  }

  private static boolean recipeFits(UShort recipe) {
    return recipe.intValue() >= 1 && recipe.intValue() <= RECIPE_MAX;
  }

  private static boolean forceFits(double force) {
    return force >= FORCE_MIN && force <= FORCE_MAX;
  }
}
