package dev.lockstep.ensemble;

/**
 * Inquiry of a gateway in doubt for the verdict of its transaction: what has been read of the
 * ensemble so far, and the next step that follows from it. A pure function; the client that carries
 * the steps out decides nothing.
 *
 * <p>It obeys what was read as standing, never what it proposed. After a proposal everything is
 * read again, whatever the answer was: a lost answer says nothing, and "the node exists" may be the
 * gateway's own proposal or another's.
 *
 * @param verdict what stands as the verdict
 * @param own the gateway's own vote
 * @param votes the votes of all participants
 * @param due whether the time for votes is over for this gateway; an early proposal of ROLLBACK
 *     aborts without need, and breaks no promise
 * @param reached whether a majority of the ensemble answers
 */
public record VerdictInquiry(
    Standing verdict, OwnVote own, Votes votes, boolean due, boolean reached) {

  /** Nothing was read yet. */
  public static final VerdictInquiry BEGUN =
      new VerdictInquiry(Standing.UNREAD, OwnVote.UNPUBLISHED, Votes.UNREAD, false, true);

  /** The verdict as it was read. */
  public enum Standing {
    UNREAD,
    ABSENT,
    COMMIT,
    ROLLBACK,
    /** The verdict of another plan under the same id: this gateway's can never be committed. */
    OTHER_PLAN,
    /**
     * What stands cannot be read, or the log is not the one that the prepare named, so that a
     * verdict may be lost: nothing follows from what is not found.
     */
    UNREADABLE
  }

  /** The place of the gateway's own vote. */
  public enum OwnVote {
    /** Not written, or not known to be. */
    UNPUBLISHED,
    PUBLISHED,
    /** A vote for another plan stands there: this plan will never have all its votes. */
    OTHER_PLAN
  }

  /** The votes as they were read. */
  public enum Votes {
    UNREAD,
    /** At least one is not there, or is one for another plan. */
    MISSING,
    /** All are there, for this plan. */
    COMPLETE
  }

  /** A step of the inquiry. */
  public enum Step {
    /** Read what stands as the verdict. */
    READ_VERDICT,
    /** Create the own vote, if it is absent; where it exists, read it. */
    PUBLISH_VOTE,
    /** Read the votes of all participants. */
    READ_VOTES,
    /** Create the verdict COMMIT, if none stands. */
    PROPOSE_COMMIT,
    /** Create the verdict ROLLBACK, if none stands. */
    PROPOSE_ROLLBACK,
    /** End: the verdict is COMMIT. */
    OBEY_COMMIT,
    /** End: the verdict is ROLLBACK. */
    OBEY_ROLLBACK,
    /** End: there is no verdict yet, and votes are missing whose time is not over. */
    WAIT,
    /** End: no majority answered, or what it holds cannot be read, so nothing is known. */
    UNKNOWN;

    /** Whether the inquiry ends with it. */
    public boolean last() {
      return switch (this) {
        case OBEY_COMMIT, OBEY_ROLLBACK, WAIT, UNKNOWN -> true;
        case READ_VERDICT, PUBLISH_VOTE, READ_VOTES, PROPOSE_COMMIT, PROPOSE_ROLLBACK -> false;
      };
    }
  }

  /** The next step. Total: every combination has one. */
  public Step next() {
    return switch (verdict) {
      // What stands, stands: it counts even where the ensemble does not answer any more.
      case COMMIT -> Step.OBEY_COMMIT;
      case ROLLBACK, OTHER_PLAN -> Step.OBEY_ROLLBACK;
      case UNREADABLE -> Step.UNKNOWN;
      case UNREAD -> reached ? Step.READ_VERDICT : Step.UNKNOWN;
      case ABSENT -> reached ? undecided() : Step.UNKNOWN;
    };
  }

  private Step undecided() {
    if (own == OwnVote.UNPUBLISHED) {
      return Step.PUBLISH_VOTE;
    }
    return switch (votes) {
      case UNREAD -> Step.READ_VOTES;
      case COMPLETE -> own == OwnVote.PUBLISHED ? Step.PROPOSE_COMMIT : missing();
      case MISSING -> missing();
    };
  }

  private Step missing() {
    return due ? Step.PROPOSE_ROLLBACK : Step.WAIT;
  }

  /** After {@link Step#READ_VERDICT}. */
  public VerdictInquiry read(Standing standing) {
    return new VerdictInquiry(standing, own, votes, due, reached);
  }

  /** After {@link Step#PUBLISH_VOTE} was answered. A lost answer changes nothing: once more. */
  public VerdictInquiry published(OwnVote stands) {
    return new VerdictInquiry(verdict, stands, votes, due, reached);
  }

  /**
   * After {@link Step#READ_VOTES}.
   *
   * @param over whether the time for votes is over
   */
  public VerdictInquiry counted(Votes found, boolean over) {
    return new VerdictInquiry(verdict, own, found, over, reached);
  }

  /** After a proposal, whether it was answered or not. */
  public VerdictInquiry proposed() {
    return new VerdictInquiry(Standing.UNREAD, own, Votes.UNREAD, due, reached);
  }

  /** The time for an answer of the ensemble is over. */
  public VerdictInquiry unreached() {
    return new VerdictInquiry(verdict, own, votes, due, false);
  }
}
