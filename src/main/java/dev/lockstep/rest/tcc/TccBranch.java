package dev.lockstep.rest.tcc;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.TransactionId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A branch of a global transaction, as the query of each of its calls names it.
 *
 * @param gid id of the global transaction
 * @param id of the branch here: {@code GID~BRANCH}, so no two branches have the same
 */
record TccBranch(String gid, TransactionId id) {
  /** No {@code ~}, which stands between the two. */
  private static final Pattern GID = Pattern.compile("[A-Za-z0-9._:-]{1,90}");

  private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9._:-]{1,32}");

  /**
   * Reads the query.
   *
   * @throws RequestRefusedException MALFORMED where it is another kind of transaction, INVALID_ID
   */
  static TccBranch of(@Nullable String gid, @Nullable String branch, @Nullable String type) {
    if (!"tcc".equals(type)) {
      throw RequestRefusedException.malformed(
          "/trans_type",
          "tcc was expected: a saga, a message or XA has no call that prepares, or another"
              + " protocol");
    }
    check(GID, "gid", gid, 90);
    check(BRANCH, "branch_id", branch, 32);
    return new TccBranch(String.valueOf(gid), new TransactionId(gid + "~" + branch));
  }

  private static void check(Pattern form, String name, @Nullable String given, int most) {
    if (given == null || !form.matcher(given).matches()) {
      throw new RequestRefusedException(
          ProblemType.INVALID_ID,
          "the query's %s is 1 to %d of A-Z a-z 0-9 . _ : -".formatted(name, most));
    }
  }
}
