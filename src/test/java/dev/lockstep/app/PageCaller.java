package dev.lockstep.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser as the gateway sees one: a cookie, and forms as they are on the pages. */
final class PageCaller {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI base;
  private final Map<String, String> headers = new LinkedHashMap<>();

  PageCaller(URI base) {
    this.base = base;
  }

  /** What came back. */
  record Shown(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    /** Empty where it is not there. */
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Path and query. */
    String location() {
      URI to = URI.create(header("Location"));
      return to.getRawQuery() == null ? to.getRawPath() : to.getRawPath() + "?" + to.getRawQuery();
    }
  }

  PageCaller copy() {
    PageCaller copy = new PageCaller(base);
    copy.headers.putAll(headers);
    return copy;
  }

  PageCaller with(String name, String value) {
    PageCaller copy = copy();
    copy.headers.put(name, value);
    return copy;
  }

  Shown signIn(String name, String password, String then) {
    String page = get("/dashboard/login").text();
    return post(
        "/dashboard/login",
        Map.of(
            "token", token(page, "/dashboard/login"),
            "then", then,
            "name", name,
            "password", password));
  }

  PageCaller signedIn(String name, String password) {
    String cookie = signIn(name, password, "/dashboard").header("Set-Cookie");
    return with("Cookie", cookie.substring(0, cookie.indexOf(';')));
  }

  Shown get(String path) {
    return send(to(path).GET());
  }

  /** As a page that is open asks for a part of itself. */
  Shown part(String path) {
    return with("HX-Request", "true").get(path);
  }

  Shown post(String path, Map<String, String> fields) {
    return post(
        path,
        fields.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&")));
  }

  Shown post(String path, String form) {
    return send(
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  /** Ends a transaction by the form. */
  Shown resolve(String id, String act, String reason) {
    String path = "/dashboard/transactions/" + id + "/act";
    String page = get(path).text();
    return post(
        path,
        Map.of(
            "token",
            token(page, path),
            "shown",
            value(page, "shown"),
            "do",
            act,
            "reason",
            reason));
  }

  private HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    headers.forEach(request::header);
    return request;
  }

  private static Shown send(HttpRequest.Builder request) {
    try {
      return new Shown(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The token of the form that is sent there. */
  static String token(String page, String action) {
    int form = page.indexOf("action=\"" + action + "\"");
    if (form < 0) {
      throw new AssertionError("no form for " + action + " in " + page);
    }
    return value(page.substring(form), "token");
  }

  /** The value of the first hidden field of that name. */
  static String value(String page, String field) {
    Matcher found =
        Pattern.compile("name=\"%s\" value=\"([^\"]*)\"".formatted(field)).matcher(page);
    if (!found.find()) {
      throw new AssertionError("no field " + field + " in " + page);
    }
    return found.group(1);
  }

  /** The hidden fields of the form that is sent there, each once. */
  static Map<String, String> hidden(String page, String action) {
    int begin = page.indexOf("action=\"" + action + "\"");
    if (begin < 0) {
      throw new AssertionError("no form for " + action + " in " + page);
    }
    String form = page.substring(begin, page.indexOf("</form>", begin));
    Map<String, String> fields = new LinkedHashMap<>();
    Pattern.compile("<input type=\"hidden\" name=\"([\\w.]+)\" value=\"([^\"]*)\"")
        .matcher(form)
        .results()
        .forEach(each -> fields.put(each.group(1), each.group(2)));
    return fields;
  }

  static String matched(String page, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(page);
    if (!found.find()) {
      throw new AssertionError("no " + pattern + " in " + page);
    }
    return found.group();
  }

  /** The fields of the page behind "Look, then decide", with this reason. */
  static String form(String page, String reason) {
    String form = page.substring(page.indexOf("action=\"/dashboard/several/start\""));
    String fields =
        Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"")
            .matcher(form)
            .results()
            .map(each -> each.group(1) + "=" + encoded(each.group(2)))
            .collect(Collectors.joining("&"));
    return fields + "&reason=" + encoded(reason);
  }
}
