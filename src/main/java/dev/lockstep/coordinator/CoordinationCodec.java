package dev.lockstep.coordinator;

import dev.lockstep.journal.Codec;

/** The codec of the coordinator's records. */
public final class CoordinationCodec implements Codec<CoordinationRecord> {
  private static final int PREPARING = 1;
  private static final int DECIDED = 2;

  /** Ended, and gateways are still to be told that they may forget: a start must find it. */
  private static final int FORGETTING = 4;

  /** What the coordination is asked to do. */
  private record Plan(CoordinationPlan plan) implements Terms {
    @Override
    public String encode() {
      return CoordinationRecordWriter.write(plan);
    }
  }

  @Override
  public String id(CoordinationRecord record) {
    return plan(record).id().value();
  }

  private static CoordinationPlan plan(CoordinationRecord record) {
    return record
        .coordination()
        .work()
        .orElseThrow(() -> new IllegalArgumentException("absence is not written"));
  }

  @Override
  public int code(CoordinationRecord record) {
    return switch (record.coordination()) {
      case Coordination.Absent absent -> 0;
      case Coordination.Preparing preparing -> PREPARING;
      case Coordination.Decided decided -> DECIDED;
      case Coordination.Ended ended -> ended.forgets().isEmpty() ? ENDED : FORGETTING;
    };
  }

  private static Coordination.Name name(int code) {
    return switch (code) {
      case PREPARING -> Coordination.Name.PREPARING;
      case DECIDED -> Coordination.Name.DECIDED;
      case FORGETTING, ENDED -> Coordination.Name.ENDED;
      default -> throw new IllegalArgumentException("no such state: " + code);
    };
  }

  /** Where gateways contradicted each other none was told to forget, so it is kept longer. */
  @Override
  public Prunable prunable(CoordinationRecord record) {
    if (!(record.coordination() instanceof Coordination.Ended ended)
        || !ended.forgets().isEmpty()) {
      return Prunable.NEVER;
    }
    return ended.outcome().heuristic() ? Prunable.UNFORGOTTEN : Prunable.FORGOTTEN;
  }

  @Override
  public Terms terms(CoordinationRecord record) {
    return new Plan(plan(record));
  }

  @Override
  public String encode(CoordinationRecord record) {
    return CoordinationRecordWriter.write(record);
  }

  @Override
  public CoordinationRecord decode(String id, int code, String terms, String body) {
    return CoordinationRecordReader.read(id, name(code), terms, body);
  }
}
