package dev.lockstep.app.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Exit codes of the commands for a running gateway. Numbers are never changed: scripts know them.
 */
public enum ExitCode {
  DONE(0, "done, and no person is waited for"),
  REFUSED(1, "the gateway said no; the line on the standard error says why"),
  USAGE(2, "wrong usage; no gateway was asked"),
  NO_CONNECTION(3, "no gateway was reached, or its certificate is not trusted; nothing was done"),
  NOT_ALLOWED(4, "a login is missing or wrong, or its role may not do that"),
  NOT_FOUND(5, "the gateway knows no such thing"),
  WAITS(6, "a person is waited for, or it stands otherwise than the command needs"),
  NOT_NOW(7, "the gateway is starting or has too much to do; the same command may succeed later"),
  UNKNOWN(8, "the answer was lost: it may have been done, so look before you repeat it"),
  STOPPED(130, "stopped by Ctrl-C; what was begun at the gateway goes on");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** As the process exits with it. */
  public int code() {
    return code;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** As the help of a command shows them. */
  static Map<String, String> listed() {
    return Arrays.stream(values())
        .collect(
            Collectors.toMap(
                each -> Integer.toString(each.code),
                ExitCode::meaning,
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
