package dev.lockstep.coordinator;

import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be coordinated: made durable before the first prepare leaves, and never changed.
 *
 * @param id the same at the coordinator and at every gateway
 * @param shares one for each participant, no gateway twice, at least one
 * @param terms as they stood when the request came
 * @param at when the request came
 * @param intent what it is for
 * @param origin the plan file that it was made of, where it was
 * @param instant at which the machines are to move together; empty for as soon as it is decided
 */
public record CoordinationPlan(
    TransactionId id,
    List<Share> shares,
    Terms terms,
    Instant at,
    Intent intent,
    Optional<PlanOrigin> origin,
    Optional<Instant> instant) {

  /** How long before its instant it is decided at the latest, so that every gateway has it. */
  public static final Duration LEAD = Duration.ofSeconds(1);

  /** A plan that is to be carried out, and was made of no file. */
  public CoordinationPlan(TransactionId id, List<Share> shares, Terms terms, Instant at) {
    this(id, shares, terms, at, Intent.RUN, Optional.empty(), Optional.empty());
  }

  public CoordinationPlan {
    shares = List.copyOf(shares);
    if (shares.isEmpty()) {
      throw new IllegalArgumentException("a coordination has at least one participant");
    }
    if (shares.stream().map(Share::gateway).distinct().count() < shares.size()) {
      throw new IllegalArgumentException("a gateway is named twice in coordination " + id);
    }
  }

  /** What a coordination is for. Names are part of the log: never renamed. */
  public enum Intent {
    /** To be carried out where all consent. */
    RUN,
    /** To learn the votes: rolled back everywhere, whatever they are. */
    DRY_RUN
  }

  /**
   * What one gateway is asked to do.
   *
   * @param gateway base address, absolute, without a slash at its end
   */
  public record Share(URI gateway, List<Wish> wishes) {
    public Share {
      wishes = List.copyOf(wishes);
    }
  }

  /**
   * One command, handed on to the gateway as it came: names and types are the gateway's to check.
   *
   * @param arguments JSON values: String, BigDecimal, Boolean, List or Map of the same; numbers are
   *     equal where their amounts are
   * @param stage lower first
   * @param read a reading is asked for
   */
  public record Wish(
      String device, String command, Map<String, Object> arguments, int stage, boolean read) {

    /** A command that is to act. */
    public Wish(String device, String command, Map<String, Object> arguments, int stage) {
      this(device, command, arguments, stage, false);
    }

    public Wish {
      arguments = normalMap(arguments);
    }
  }

  /**
   * Limits that a coordination keeps through restarts.
   *
   * @param timeout within which a gateway is to vote
   * @param lostMax how many answers "not known" to a commit, one after another, mean that the
   *     gateway lost its vote; 1 or more
   * @param forgetMax how often a gateway is told that it may forget before that is given up; 1 or
   *     more
   */
  public record Terms(Duration timeout, int lostMax, int forgetMax) {
    public Terms {
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("the timeout is not positive: " + timeout);
      }
      if (lostMax < 1 || forgetMax < 1) {
        throw new IllegalArgumentException("lostMax and forgetMax are at least 1");
      }
    }
  }

  /** Whether the other request asks for the same: then it is a repeat. */
  public boolean asks(CoordinationPlan other) {
    return id.equals(other.id)
        && intent == other.intent
        && shares.equals(other.shares)
        && terms.timeout().equals(other.terms.timeout())
        && instant.equals(other.instant);
  }

  /** The same, with its machines to move at an instant. */
  public CoordinationPlan moving(Optional<Instant> together) {
    return new CoordinationPlan(id, shares, terms, at, intent, origin, together);
  }

  /** Whether it is rolled back everywhere, whatever the votes are. */
  public boolean dryRun() {
    return intent == Intent.DRY_RUN;
  }

  /**
   * The same text for plans that ask for the same ({@link #asks}), and for no others: JSON, the
   * fields of each object in the order of their names.
   */
  public String canonical() {
    return CanonicalPlan.of(this);
  }

  private static Map<String, Object> normalMap(Map<?, ?> values) {
    Map<String, Object> normal = new LinkedHashMap<>();
    values.forEach((name, value) -> normal.put((String) name, normal(value)));
    return Collections.unmodifiableMap(normal);
  }

  /** 100, 100.0 and 1E2 are one amount, and one request. */
  private static Object normal(Object value) {
    return switch (value) {
      case BigDecimal amount -> normal(amount);
      case Map<?, ?> fields -> normalMap(fields);
      case List<?> elements -> {
        List<Object> normal = new ArrayList<>();
        elements.forEach(each -> normal.add(normal((Object) each)));
        yield List.copyOf(normal);
      }
      case String text -> text;
      case Boolean flag -> flag;
      default ->
          throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
    };
  }

  private static BigDecimal normal(BigDecimal amount) {
    if (amount.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 && stripped.scale() >= -20 ? stripped.setScale(0) : stripped;
  }
}
