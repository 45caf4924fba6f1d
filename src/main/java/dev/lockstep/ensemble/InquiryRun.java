package dev.lockstep.ensemble;

import dev.lockstep.ensemble.VerdictInquiry.OwnVote;
import dev.lockstep.ensemble.VerdictInquiry.Standing;
import dev.lockstep.ensemble.VerdictInquiry.Votes;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** One inquiry: its steps, one after the other, and what people are told of it. */
final class InquiryRun {
  /** A proposal that is not answered is made once more; then the next inquiry goes on. */
  private static final int PROPOSALS_MAX = 2;

  private final EnsembleClient client;
  private final String plant;
  private final EnsembleAddress address;
  private final EnsembleInquiry.Asker asker;
  private final BooleanSupplier due;

  private Optional<VerdictRecord> found = Optional.empty();
  private final List<Integer> missing = new ArrayList<>();
  private String trouble = "";
  private int proposals;

  InquiryRun(
      EnsembleClient client,
      String plant,
      EnsembleAddress address,
      EnsembleInquiry.Asker asker,
      BooleanSupplier due) {
    this.client = client;
    this.plant = plant;
    this.address = address;
    this.asker = asker;
    this.due = due;
  }

  /**
   * The result.
   *
   * @param waits how long missing votes are waited for, for people
   */
  InquiryResult result(Duration waits) {
    VerdictInquiry inquiry = VerdictInquiry.BEGUN;
    while (!inquiry.next().last()) {
      inquiry = after(inquiry);
    }
    TransactionId id = address.id();
    return switch (inquiry.next()) {
      case OBEY_COMMIT ->
          new InquiryResult.Commit(
              "the ensemble %s holds COMMIT for %s%s".formatted(client.servers(), id, proposer()));
      case OBEY_ROLLBACK ->
          new InquiryResult.Rollback(
              "the ensemble %s holds %s for %s%s"
                  .formatted(
                      client.servers(),
                      inquiry.verdict() == Standing.OTHER_PLAN
                          ? "the verdict of another plan, so this one can never be committed,"
                          : "ROLLBACK",
                      id,
                      proposer()),
              inquiry.verdict() == Standing.ROLLBACK
                  && found.flatMap(VerdictRecord::record).isEmpty());
      case WAIT ->
          new InquiryResult.Undecided(
              "the ensemble %s holds no verdict for %s, and no vote of participant %s of %d; ROLLBACK is proposed when the votes have been missing for %s%s"
                  .formatted(client.servers(), id, missing, address.of(), waits, gap()));
      case UNKNOWN, READ_VERDICT, PUBLISH_VOTE, READ_VOTES, PROPOSE_COMMIT, PROPOSE_ROLLBACK ->
          new InquiryResult.Silence(
              "the ensemble %s gave no verdict for %s: %s"
                  .formatted(client.servers(), id, trouble));
    };
  }

  private String proposer() {
    return found.map(each -> ", proposed by %s at %s".formatted(each.by(), each.at())).orElse("");
  }

  private String gap() {
    List<String> gaps = asker.gaps().get();
    return gaps.isEmpty()
        ? ""
        : ", and never while entries may be missing from the journal here: "
            + String.join("; ", gaps);
  }

  private VerdictInquiry after(VerdictInquiry inquiry) {
    return switch (inquiry.next()) {
      case READ_VERDICT -> readVerdict(inquiry);
      case PUBLISH_VOTE -> publish(inquiry);
      case READ_VOTES -> readVotes(inquiry);
      case PROPOSE_COMMIT -> propose(inquiry, EnsembleVerdict.COMMIT, List.of());
      case PROPOSE_ROLLBACK ->
          propose(
              inquiry,
              EnsembleVerdict.ROLLBACK,
              List.of("no vote of participant %s of %d".formatted(missing, address.of())));
      case OBEY_COMMIT, OBEY_ROLLBACK, WAIT, UNKNOWN -> inquiry;
    };
  }

  /** What is not found says something only in the log that the prepare named. */
  private VerdictInquiry readVerdict(VerdictInquiry inquiry) {
    CompletableFuture<PlantClaim.Result> claim = new PlantClaim(client, plant).look();
    String path = client.paths().verdict(address.id());
    CompletableFuture<ReadResult> verdict = client.readLatest(path);
    return switch (claim.join()) {
      case PlantClaim.NotKnown notKnown -> unreached(inquiry, notKnown.detail());
      case PlantClaim.Foreign foreign -> unreadable(inquiry, foreign.sentence());
      case PlantClaim.Unclaimed unclaimed ->
          unreadable(
              inquiry,
              "znode %s is not there, and it was when the vote was asked for: the ensemble has lost its data, or is another one, and with it a verdict may be lost; a person must decide"
                  .formatted(client.paths().plant()));
      case PlantClaim.Ours ours when !ours.record().log().equals(address.log()) ->
          unreadable(
              inquiry,
              "its log is %s, and the vote was asked for by a coordinator of log %s: the ensemble was set up anew, or is another one, and a verdict may be lost; a person must decide"
                  .formatted(ours.record().log(), address.log()));
      case PlantClaim.Ours ours -> verdict(inquiry, path, verdict.join());
    };
  }

  private VerdictInquiry verdict(VerdictInquiry inquiry, String path, ReadResult read) {
    return switch (read) {
      case ReadResult.NotKnown notKnown -> unreached(inquiry, notKnown.detail());
      case ReadResult.Absent absent -> inquiry.read(Standing.ABSENT);
      case ReadResult.Found content -> {
        try {
          VerdictRecord record = VerdictRecord.decode(path, address.id(), content.content());
          found = Optional.of(record);
          yield inquiry.read(standing(record));
        } catch (ForeignContentException foreign) {
          yield unreadable(inquiry, String.valueOf(foreign.getMessage()));
        }
      }
    };
  }

  private Standing standing(VerdictRecord record) {
    if (!record.plan().equals(address.plan())) {
      return Standing.OTHER_PLAN;
    }
    return switch (record.verdict()) {
      case COMMIT -> Standing.COMMIT;
      case ROLLBACK -> Standing.ROLLBACK;
    };
  }

  private VerdictInquiry publish(VerdictInquiry inquiry) {
    String path = client.paths().vote(address.id(), address.participant());
    VoteRecord vote = new VoteRecord(address.plan(), asker.name(), asker.clock().now().wall());
    return switch (client.create(path, vote.encode()).join()) {
      case WriteResult.Done done -> inquiry.published(OwnVote.PUBLISHED);
      case WriteResult.There there -> published(inquiry, path);
      case WriteResult.Refused refused -> unreached(inquiry, refused.detail());
      case WriteResult.NotKnown notKnown -> unreached(inquiry, notKnown.detail());
      case WriteResult.Absent absent -> unreached(inquiry, "znode %s vanished".formatted(path));
      case WriteResult.OtherVersion other -> unreached(inquiry, "znode %s changed".formatted(path));
    };
  }

  /** It may be this gateway's own, of an earlier inquiry or of one whose answer was lost. */
  private VerdictInquiry published(VerdictInquiry inquiry, String path) {
    return switch (client.readLatest(path).join()) {
      case ReadResult.NotKnown notKnown -> unreached(inquiry, notKnown.detail());
      // It was swept in between, so a verdict stands or stood: what does is read by the next.
      case ReadResult.Absent absent -> unreached(inquiry, "znode %s vanished".formatted(path));
      case ReadResult.Found content -> {
        try {
          yield inquiry.published(
              VoteRecord.decode(path, content.content()).plan().equals(address.plan())
                  ? OwnVote.PUBLISHED
                  : OwnVote.OTHER_PLAN);
        } catch (ForeignContentException foreign) {
          yield unreadable(inquiry, String.valueOf(foreign.getMessage()));
        }
      }
    };
  }

  /** The first read brings the server up to date; the others follow it in the same session. */
  private VerdictInquiry readVotes(VerdictInquiry inquiry) {
    List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
    for (int each = 1; each <= address.of(); each++) {
      String path = client.paths().vote(address.id(), each);
      reads.add(each == 1 ? client.readLatest(path) : client.read(path));
    }
    missing.clear();
    for (int each = 1; each <= address.of(); each++) {
      String path = client.paths().vote(address.id(), each);
      switch (reads.get(each - 1).join()) {
        case ReadResult.NotKnown notKnown -> {
          return unreached(inquiry, notKnown.detail());
        }
        case ReadResult.Absent absent -> missing.add(each);
        case ReadResult.Found content -> {
          try {
            VoteRecord vote = VoteRecord.decode(path, content.content());
            if (!vote.plan().equals(address.plan())) {
              missing.add(each);
            }
          } catch (ForeignContentException foreign) {
            return unreadable(inquiry, String.valueOf(foreign.getMessage()));
          }
        }
      }
    }
    return missing.isEmpty()
        ? inquiry.counted(Votes.COMPLETE, false)
        : inquiry.counted(Votes.MISSING, due.getAsBoolean());
  }

  private VerdictInquiry propose(
      VerdictInquiry inquiry, EnsembleVerdict verdict, List<String> reasons) {
    if (proposals++ >= PROPOSALS_MAX) {
      return unreached(inquiry, trouble);
    }
    VerdictRecord.Proposer proposer =
        new VerdictRecord.Proposer("gateway " + asker.name(), asker.clock().now().wall());
    VerdictRecord proposal = VerdictRecord.proposed(address, verdict, reasons, proposer);
    String path = client.paths().verdict(address.id());
    switch (client.create(path, proposal.encode()).join()) {
      case WriteResult.Refused refused -> {
        // Nothing was written, so it cannot come to a verdict by itself; another's is read back.
        trouble = refused.detail();
        proposals = PROPOSALS_MAX;
      }
      case WriteResult.NotKnown notKnown -> trouble = notKnown.detail();
      case WriteResult.Done done -> {}
      case WriteResult.There there -> {}
      case WriteResult.Absent absent -> {}
      case WriteResult.OtherVersion other -> {}
    }
    return inquiry.proposed();
  }

  private VerdictInquiry unreached(VerdictInquiry inquiry, String why) {
    trouble = why;
    return inquiry.unreached();
  }

  private VerdictInquiry unreadable(VerdictInquiry inquiry, String why) {
    trouble = why;
    return inquiry.read(Standing.UNREADABLE);
  }
}
