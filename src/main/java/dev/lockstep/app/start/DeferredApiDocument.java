package dev.lockstep.app.start;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiRecorder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Description of the API at {@code /q/openapi}, prepared when somebody first asks for it: Quarkus
 * reads and writes the whole document at each start, for which a packaged gateway took a sixth of
 * its processor time.
 */
@Singleton
final class DeferredApiDocument {
  /** After who calls is known, before Quarkus' own route. */
  private static final int ORDER = -10;

  /** Where Quarkus finds no document. In an executable every loader would find it. */
  private static final ClassLoader NOWHERE =
      new ClassLoader(null) {
        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
          return null;
        }
      };

  private boolean prepared;

  /** Called by main, before Quarkus. */
  static void defer() {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      OpenApiConstants.classLoader = NOWHERE;
    }
  }

  void open(@Observes Router router) {
    if (OpenApiConstants.classLoader == NOWHERE) {
      router.route("/q/openapi*").order(ORDER).blockingHandler(this::prepare);
    }
  }

  private synchronized void prepare(RoutingContext call) {
    if (!prepared) {
      OpenApiConstants.classLoader = null;
      // ApiDescription, the only filter, has run while the gateway was built.
      new OpenApiRecorder(new RuntimeValue<>(), new RuntimeValue<>())
          .prepareDocument(
              null,
              Arrays.stream(RunStage.values())
                  .collect(Collectors.toMap(Function.identity(), stage -> List.of())),
              OpenApiConstants.DEFAULT_DOCUMENT_NAME);
      prepared = true;
    }
    call.next();
  }
}
