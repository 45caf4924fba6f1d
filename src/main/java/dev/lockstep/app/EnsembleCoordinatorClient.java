package dev.lockstep.app;

import dev.lockstep.ensemble.EnsembleAddress;
import dev.lockstep.ensemble.EnsembleInquiry;
import dev.lockstep.ensemble.InquiryResult;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.transaction.TransactionId;
import java.util.Optional;

/**
 * Client of the "coordinator" of transactions that are decided in an ensemble: the ensemble of this
 * gateway's own configuration, whatever servers a request may mean. Thread-safe.
 *
 * @param inquiry empty where no ensemble is configured
 * @param chroot as configured
 */
record EnsembleCoordinatorClient(Optional<EnsembleInquiry> inquiry, String chroot)
    implements CoordinatorClient {

  @Override
  public Word ask(String address, TransactionId id) {
    Optional<String> objection = objection(address);
    if (objection.isPresent() || inquiry.isEmpty()) {
      return new Word.Silence(objection.orElse(""));
    }
    EnsembleAddress asked = EnsembleAddress.parse(address);
    if (!asked.id().equals(id)) {
      return new Word.Silence("%s is about another transaction than %s".formatted(address, id));
    }
    return switch (inquiry.get().ask(asked)) {
      case InquiryResult.Commit commit -> new Word.Commit(commit.evidence(), asked.instant());
      case InquiryResult.Rollback rollback ->
          new Word.Rollback(rollback.evidence(), rollback.presumed());
      case InquiryResult.Undecided undecided -> new Word.Undecided(undecided.detail());
      case InquiryResult.Silence silence -> new Word.Silence(silence.detail());
    };
  }

  @Override
  public Optional<String> objection(String address) {
    EnsembleAddress asked;
    try {
      asked = EnsembleAddress.parse(address);
    } catch (IllegalArgumentException wrong) {
      return Optional.of("%s cannot be read: %s".formatted(address, wrong.getMessage()));
    }
    if (inquiry.isEmpty()) {
      return Optional.of(
          "%s is decided in an ensemble, and none is configured here (lockstep.ensemble.connect)"
              .formatted(address));
    }
    return asked.chroot().equals(chroot)
        ? Optional.empty()
        : Optional.of(
            "%s is decided below %s, and the chroot here is %s (lockstep.ensemble.chroot)"
                .formatted(address, asked.chroot(), chroot));
  }
}
