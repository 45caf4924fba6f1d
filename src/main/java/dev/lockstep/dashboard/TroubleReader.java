package dev.lockstep.dashboard;

import java.util.List;

/** Port to what a person must know of the gateway as a whole. */
public interface TroubleReader {
  /**
   * A part of the gateway and how it is.
   *
   * @param part for example {@code journal}
   * @param sentences what is wrong with it; empty where it is well
   */
  record Part(String part, List<String> sentences) {
    public Part {
      sentences = List.copyOf(sentences);
    }

    /** Whether nothing is wrong with it. */
    public boolean well() {
      return sentences.isEmpty();
    }
  }

  /** Every part, also those that are well. */
  List<Part> parts();

  /** Whether others can reach the gateway without TLS and authentication. */
  boolean insecure();

  /** The gateway's name. */
  String gateway();

  /** The version of the software. */
  String version();
}
