package dev.lockstep.standby.link;

/** The files of the link cannot be used. The message says which one, and what would be right. */
public final class UnusableCertificateException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableCertificateException(String message) {
    super(message);
  }
}
