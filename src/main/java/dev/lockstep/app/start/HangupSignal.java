package dev.lockstep.app.start;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Signal SIGHUP, by which daemons are asked to read their files again; where no handler is set, it
 * ends the process (POSIX.1, signal.h). There is none on Windows, and none for a JVM that was
 * started with {@code -Xrs}.
 *
 * <p>By reflection: {@code sun.misc.Signal} of the module jdk.unsupported is the only way to a
 * signal, and a compiler that takes warnings for errors refuses to see it. A native image does not
 * contain what is found by reflection, so there is no reload by signal there.
 */
final class HangupSignal {
  private static final Logger LOG = Logger.getLogger(HangupSignal.class);

  /** Set where the code runs in a native image (GraalVM SDK, ImageInfo). */
  private static final String IN_IMAGE = "org.graalvm.nativeimage.imagecode";

  private HangupSignal() {}

  /**
   * Handles it from now on, where this system has it.
   *
   * @param handler with the signal's name; runs on a virtual thread of its own each time
   */
  static void handle(Consumer<String> handler) {
    if (System.getProperty(IN_IMAGE) != null) {
      return;
    }
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> listener = Class.forName("sun.misc.SignalHandler");
      Object listening =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(),
              new Class<?>[] {listener},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      var unused = Thread.startVirtualThread(() -> handler.accept("SIGHUP"));
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "reload for SIGHUP";
                  });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      var unused = signal.getMethod("handle", signal, listener).invoke(null, hangup, listening);
    } catch (InvocationTargetException refused) { // of an IllegalArgumentException
      LOG.debugf("no reload by signal here: %s", refused.getCause());
    } catch (ReflectiveOperationException none) {
      LOG.debugf("no reload by signal here: %s", none);
    }
  }
}
