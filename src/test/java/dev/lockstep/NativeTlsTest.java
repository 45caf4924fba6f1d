package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.SslContext;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Netty's ways to TLS in a native image. Each leads into OpenSSL where neither Quarkus nor we give
 * the image another: native-image then says {@code Discovered unresolved method during parsing:
 * io.netty.handler.ssl.ReferenceCountedOpenSslClientContext.<init>}, after a quarter of an hour.
 */
class NativeTlsTest {
  private static final List<String> SUBSTITUTES =
      List.of(
          "io.quarkus.netty.runtime.graal.Target_io_netty_handler_ssl_SslContext",
          "dev.lockstep.app.start.NettyClientTls");

  private static final List<String> ALIASES =
      List.of(
          "dev.lockstep.app.start.NettyClientContext", "dev.lockstep.app.start.NettyResumption");

  @Test
  void everyWayToTlsThatNettyHasIsGivenToTheImageByQuarkusOrByUs() {
    List<String> ways =
        Arrays.stream(SslContext.class.getDeclaredMethods())
            .filter(each -> each.getName().matches("new(Client|Server)ContextInternal"))
            .map(NativeTlsTest::signature)
            .toList();

    assertThat(ways).hasSizeGreaterThanOrEqualTo(3);
    assertThat(SUBSTITUTES.stream().flatMap(name -> marked(name, Substitute.class)))
        .as("a way more than Netty has keeps native-image from starting, a way less from ending")
        .containsExactlyInAnyOrderElementsOf(ways);
  }

  @Test
  void whatWeCallOfNettyIsThere() throws Exception {
    for (String name : ALIASES) {
      Class<?> target = Class.forName(target(name));

      assertThat(marked(name, Alias.class))
          .hasSize(1)
          .isSubsetOf(
              Arrays.stream(target.getDeclaredConstructors())
                  .map(NativeTlsTest::signature)
                  .toList());
    }
  }

  private static Stream<String> marked(
      String name, Class<? extends java.lang.annotation.Annotation> mark) {
    Class<?> ours = found(name);
    return Stream.<Executable>concat(
            Arrays.stream(ours.getDeclaredMethods()), Arrays.stream(ours.getDeclaredConstructors()))
        .filter(each -> ((AnnotatedElement) each).isAnnotationPresent(mark))
        .map(NativeTlsTest::signature);
  }

  /** With the classes that stand for Netty's under Netty's names. */
  private static String signature(Executable executable) {
    String name = executable instanceof Constructor<?> ? "<init>" : executable.getName();
    String result =
        executable instanceof Method method ? ' ' + method.getReturnType().getName() : "";
    return name
        + Arrays.stream(executable.getParameterTypes()).map(each -> target(each.getName())).toList()
        + result;
  }

  private static String target(String name) {
    if (!ALIASES.contains(name)) {
      return name;
    }
    TargetClass target = found(name).getAnnotation(TargetClass.class);
    assertThat(target).as(name).isNotNull();
    return target.className();
  }

  private static Class<?> found(String name) {
    try {
      return Class.forName(name, false, NativeTlsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }
}
