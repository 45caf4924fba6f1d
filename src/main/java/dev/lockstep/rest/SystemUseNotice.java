package dev.lockstep.rest;

import java.util.Optional;

/**
 * System use notice: what callers are to read before they say who they are, such as who may use
 * this gateway and that it is recorded (IEC 62443-4-2, CR 1.12). In the owner's own words.
 *
 * @param text empty where none is configured
 */
public record SystemUseNotice(Optional<String> text) {
  /** The answer to a caller who must say who it is. */
  RequestRefusedException challenge(AuthenticationSchemes schemes) {
    return on(new RequestRefusedException(ProblemType.UNAUTHENTICATED, schemes.sentence()));
  }

  /** The same, where it is said already what was wrong. */
  RequestRefusedException on(RequestRefusedException challenge) {
    text.ifPresent(words -> challenge.with("notice", words));
    return challenge;
  }
}
