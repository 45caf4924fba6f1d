package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every form that the page takes, as the container routes them: a new one is tested unasked. */
@QuarkusTest
@TestProfile(DashboardTest.Plant.class)
class DashboardFormsTest {
  private static final String LOGIN = "/dashboard/login";
  private static final String LOGOUT = "/dashboard/logout";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)\\}");

  /** What stands for each parameter of a path: a place that may be there. */
  private static final Map<String, String> PLACES =
      Map.of(
          "id", "t-1",
          "thumbprint", "0".repeat(64),
          "act", "reject",
          "word", "step-down",
          "store", "transactions",
          "position", "1",
          "number", "1",
          "name", "changeover");

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  @TestHTTPResource("/")
  URI base;

  @Inject BeanManager beans;

  private PageCaller otto;
  private String foreign;

  @BeforeEach
  void signIn() {
    otto = signedIn("otto");
    foreign = PageCaller.token(otto.get("/dashboard").text(), LOGOUT);
  }

  private PageCaller signedIn(String name) {
    return new PageCaller(base).signedIn(name, SecuredPlant.PASSWORD);
  }

  /** Path and method of each that changes something. */
  private Map<String, Method> forms() {
    Map<String, Method> forms = new TreeMap<>();
    resources()
        .flatMap(each -> Stream.of(each.getMethods()))
        .filter(each -> each.isAnnotationPresent(POST.class))
        .forEach(each -> forms.put(path(each), each));
    assertThat(forms).containsKeys(LOGIN, LOGOUT, "/dashboard/trust/" + "0".repeat(64) + "/reject");
    return forms;
  }

  private Stream<Class<?>> resources() {
    return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .<Class<?>>map(each -> each.getBeanClass())
        .filter(each -> each.getPackageName().equals("dev.lockstep.dashboard"))
        .filter(each -> each.isAnnotationPresent(Path.class));
  }

  private static String path(Method method) {
    Path own = method.getAnnotation(Path.class);
    String template =
        "/"
            + method.getDeclaringClass().getAnnotation(Path.class).value()
            + (own == null ? "" : "/" + own.value());
    String filled =
        PARAMETER
            .matcher(template)
            .replaceAll(
                each -> {
                  assertThat(PLACES).as("a place for " + template).containsKey(each.group(1));
                  return PLACES.get(each.group(1));
                });
    return filled.replaceAll("/+", "/");
  }

  @Test
  void nothingButFormsChangesAnything() {
    Set<String> verbs = new TreeSet<>();
    resources()
        .flatMap(each -> Stream.of(each.getMethods()))
        .flatMap(each -> Stream.of(each.getAnnotations()))
        .map(Annotation::annotationType)
        .filter(each -> each.isAnnotationPresent(HttpMethod.class))
        .forEach(each -> verbs.add(each.getAnnotation(HttpMethod.class).value()));
    verbs.removeAll(SAFE);

    assertThat(verbs).containsExactly("POST");
  }

  @Test
  void noFormIsTakenWithoutItsOwnTokenOrFromAnotherSite() {
    for (String path : forms().keySet()) {
      Map<String, String> untold = Map.of("reason", "x");
      Map<String, String> told = Map.of("reason", "x", "token", foreign);
      List<PageCaller.Shown> refused =
          path.equals(LOGOUT)
              ? List.of(otto.post(path, untold))
              : List.of(otto.post(path, untold), otto.post(path, told));
      assertThat(refused)
          .as(path)
          .allSatisfy(
              each -> {
                assertThat(each.status()).isEqualTo(403);
                assertThat(each.text()).contains("load the page again");
              });
      PageCaller.Shown crossed = otto.with("Sec-Fetch-Site", "cross-site").post(path, told);
      assertThat(crossed.status()).as(path).isEqualTo(403);
      assertThat(crossed.text()).as(path).contains("another site had your browser send this");
    }
    assertThat(otto.get("/dashboard").status()).as("signed in still").isEqualTo(200);
  }

  @Test
  void nobodyButAnOperatorDecidesAnything() {
    Set<String> decisions = new TreeSet<>(forms().keySet());
    decisions.removeAll(Set.of(LOGIN, LOGOUT));
    for (String name : List.of("vera", "cora")) {
      PageCaller caller = signedIn(name);
      for (String path : decisions) {
        PageCaller.Shown refused = caller.post(path, Map.of("reason", "x", "token", foreign));
        assertThat(refused.status()).as("%s %s", name, path).isEqualTo(403);
        assertThat(refused.text())
            .as("%s %s: before the form is read", name, path)
            .doesNotContain("load the page again");
      }
    }
  }
}
