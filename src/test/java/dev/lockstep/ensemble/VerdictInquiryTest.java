package dev.lockstep.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ensemble.VerdictInquiry.OwnVote;
import dev.lockstep.ensemble.VerdictInquiry.Standing;
import dev.lockstep.ensemble.VerdictInquiry.Step;
import dev.lockstep.ensemble.VerdictInquiry.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every combination of what can have been read, and what may follow from it. */
class VerdictInquiryTest {
  private static final List<VerdictInquiry> ALL = all();

  private static List<VerdictInquiry> all() {
    List<VerdictInquiry> all = new ArrayList<>();
    for (Standing verdict : Standing.values()) {
      for (OwnVote own : OwnVote.values()) {
        for (Votes votes : Votes.values()) {
          for (boolean due : new boolean[] {false, true}) {
            all.add(new VerdictInquiry(verdict, own, votes, due, true));
            all.add(new VerdictInquiry(verdict, own, votes, due, false));
          }
        }
      }
    }
    return all;
  }

  @Test
  void whatWasReadAsStandingIsObeyedAndNothingElse() {
    for (VerdictInquiry each : ALL) {
      assertThat(each.next() == Step.OBEY_COMMIT)
          .as("%s", each)
          .isEqualTo(each.verdict() == Standing.COMMIT);
      assertThat(each.next() == Step.OBEY_ROLLBACK)
          .as("%s", each)
          .isEqualTo(Set.of(Standing.ROLLBACK, Standing.OTHER_PLAN).contains(each.verdict()));
    }
  }

  @Test
  void commitIsProposedOnlyWithAllVotesAndRollbackOnlyWhenTheirTimeIsOver() {
    for (VerdictInquiry each : ALL) {
      if (each.next() == Step.PROPOSE_COMMIT) {
        assertThat(each.votes()).isEqualTo(Votes.COMPLETE);
        assertThat(each.own()).isEqualTo(OwnVote.PUBLISHED);
      }
      if (each.next() == Step.PROPOSE_ROLLBACK) {
        assertThat(each.due()).isTrue();
        assertThat(each.votes() == Votes.COMPLETE && each.own() == OwnVote.PUBLISHED).isFalse();
      }
      if (!each.next().last() && each.next() != Step.READ_VERDICT) {
        assertThat(each.verdict()).as("%s", each).isEqualTo(Standing.ABSENT);
      }
    }
  }

  @Test
  void nothingIsDoneAnyMoreWhereTheEnsembleDoesNotAnswerOrCannotBeRead() {
    for (VerdictInquiry each : ALL) {
      if (!each.reached() || each.verdict() == Standing.UNREADABLE) {
        assertThat(each.next().last()).as("%s", each).isTrue();
        assertThat(each.next()).isNotEqualTo(Step.WAIT);
      }
    }
  }

  @Test
  void afterEachProposalTheVerdictIsReadWhateverTheAnswerWas() {
    for (VerdictInquiry each : ALL) {
      if (each.next() == Step.PROPOSE_COMMIT || each.next() == Step.PROPOSE_ROLLBACK) {
        assertThat(each.proposed().next()).isEqualTo(Step.READ_VERDICT);
        assertThat(each.proposed().read(Standing.ABSENT).next()).isEqualTo(Step.READ_VOTES);
      }
    }
  }
}
