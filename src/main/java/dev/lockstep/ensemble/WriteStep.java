package dev.lockstep.ensemble;

import java.util.List;
import org.apache.zookeeper.data.ACL;

/** One of several writes that are done together, or not at all. */
public sealed interface WriteStep {
  String path();

  /** Creates it, where there is none, and what is above it is there. */
  final class Create implements WriteStep {
    private final String path;
    private final byte[] content;
    private final List<ACL> acl;

    Create(String path, byte[] content, List<ACL> acl) {
      this.path = path;
      this.content = content;
      this.acl = acl;
    }

    @Override
    public String path() {
      return path;
    }

    byte[] content() {
      return content;
    }

    List<ACL> acl() {
      return acl;
    }
  }

  /** Replaces the content, where the version is this. */
  final class Update implements WriteStep {
    private final String path;
    private final byte[] content;
    private final int version;

    public Update(String path, byte[] content, int version) {
      this.path = path;
      this.content = content;
      this.version = version;
    }

    @Override
    public String path() {
      return path;
    }

    byte[] content() {
      return content;
    }

    int version() {
      return version;
    }
  }

  /**
   * Takes it away, where the version is this.
   *
   * @param version {@link EnsembleClient#ANY_VERSION}: whatever it is
   */
  record Delete(String path, int version) implements WriteStep {}
}
