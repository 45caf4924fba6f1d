package dev.lockstep.app.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** A refusal of the gateway, as problem details (RFC 9457): what it means to a person. */
final class Refusal {
  /** A caller that does not say who it is. */
  static final String WITHOUT_LOGIN = "a caller without a login";

  private Refusal() {}

  /** The failure to be told. */
  static CommandFailedException of(int status, byte[] body, URI where, String caller) {
    Json problem = problem(body);
    return new CommandFailedException(
        code(status, problem), sentence(status, problem, where, caller), body);
  }

  static Json problem(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException none) {
      return Json.NONE;
    }
  }

  private static ExitCode code(int status, Json problem) {
    return switch (status) {
      case 401 -> ExitCode.NOT_ALLOWED;
      case 403 -> type(problem).equals("stranger") ? ExitCode.REFUSED : ExitCode.NOT_ALLOWED;
      case 404 -> ExitCode.NOT_FOUND;
      case 409 -> ExitCode.WAITS;
      case 421 -> ExitCode.NO_CONNECTION;
      case 429, 503, 504 ->
          type(problem).equals("backup-failed") ? ExitCode.REFUSED : ExitCode.NOT_NOW;
      default -> ExitCode.REFUSED;
    };
  }

  /** The last part of the type's address. */
  private static String type(Json problem) {
    String type = problem.text("type");
    return type.substring(type.lastIndexOf('/') + 1);
  }

  private static String sentence(int status, Json problem, URI where, String caller) {
    String detail =
        Optional.of(problem.text("detail"))
            .filter(text -> !text.isEmpty())
            .orElse("HTTP status " + status);
    String said =
        switch (status) {
          case 401 -> unauthenticated(problem, caller);
          case 403 -> detail + " (called by " + caller + ")";
          case 404 ->
              problem.isThere() ? detail : "there is nothing here; is that a Lockstep gateway?";
          case 421 ->
              detail
                  + "; call it by a name that it knows, or add this one to lockstep.http.hosts there";
          default -> detail;
        };
    String place = problem.text("pointer") + problem.text("parameter");
    return where + ": " + said + (place.isEmpty() ? "" : " (at " + place + ")");
  }

  private static String unauthenticated(Json problem, String caller) {
    String remedy =
        switch (caller) {
          case WITHOUT_LOGIN ->
              "the gateway asks who calls: --user NAME, --token-file FILE, or a client certificate with --cert and --key";
          case GatewayClient.TOKEN ->
              "the gateway does not accept this token: " + problem.text("detail");
          default -> "the gateway does not accept " + caller + ": name or password is wrong";
        };
    String notice = problem.text("notice");
    return notice.isEmpty() ? remedy : remedy + ". Its owner says: " + notice;
  }
}
