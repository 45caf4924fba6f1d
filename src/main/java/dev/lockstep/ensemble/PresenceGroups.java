package dev.lockstep.ensemble;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether znodes are there, many in one packet (ZooKeeper 3.6: a multi of reads). Their
 * contents are not asked for so: a client closes its connection where a packet is larger than it
 * takes, and how large contents are is known behind the answer only. So it is asked for children,
 * which these znodes do not have. Thread-safe.
 */
final class PresenceGroups {
  private static final int OCTETS_BESIDE = 100;

  private final BoundedCalls calls;
  private final GroupQueue<Look> queue;

  private record Look(String path, CompletableFuture<Optional<ReadResult>> answer)
      implements GroupQueue.Member {
    @Override
    public boolean givenUp() {
      return answer.isDone();
    }

    @Override
    public int operations() {
      return 1;
    }

    @Override
    public int octets() {
      return OCTETS_BESIDE + path.length();
    }
  }

  PresenceGroups(BoundedCalls calls, EnsembleSettings settings) {
    this.calls = calls;
    this.queue = new GroupQueue<>(settings, this::send);
  }

  /**
   * Whether it is there, as the server that is connected knows it.
   *
   * @return empty where it is; else what a read results in
   */
  CompletableFuture<Optional<ReadResult>> look(String path) {
    return calls.call(
        why -> Optional.of(new ReadResult.NotKnown(why)),
        (zoo, answer) -> queue.add(new Look(path, answer)));
  }

  private CompletableFuture<?> send(List<Look> group) {
    return calls
        .<List<Optional<ReadResult>>>pass(
            why -> each(group, look -> Optional.of(new ReadResult.NotKnown(why))),
            (zoo, answer) -> {
              AsyncCallback.MultiCallback done =
                  (code, path, context, results) -> answer.complete(seen(code, group, results));
              zoo.multi(each(group, look -> Op.getChildren(look.path())), done, null);
            })
        .thenAccept(
            results -> {
              for (int each = 0; each < group.size(); each++) {
                group.get(each).answer().complete(results.get(each));
              }
            });
  }

  private static <T> List<T> each(List<Look> group, Function<Look, T> result) {
    return group.stream().map(result).toList();
  }

  /** Unlike writes each has its own result; where the whole has no answer, none has. */
  private static List<Optional<ReadResult>> seen(
      int code, List<Look> group, @Nullable List<OpResult> results) {
    return IntStream.range(0, group.size())
        .mapToObj(
            each ->
                results == null || each >= results.size()
                    ? seen(code, group.get(each).path())
                    : seen(code(results.get(each)), group.get(each).path()))
        .toList();
  }

  private static int code(OpResult result) {
    return result instanceof OpResult.ErrorResult failure ? failure.getErr() : Code.OK.intValue();
  }

  private static Optional<ReadResult> seen(int code, String path) {
    return switch (Code.get(code)) {
      case OK -> Optional.empty();
      case NONODE -> Optional.of(new ReadResult.Absent());
      default -> Optional.of(new ReadResult.NotKnown(ResultCodes.reason(code, path)));
    };
  }
}
