package io.millrace.cli.run;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens to Ctrl-C and SIGTERM: the first asks for an orderly stop, the second ends the process at
 * once.
 *
 * <p>A shutdown hook cannot tell them apart and leaves the exit code to the signal, so this goes by
 * the signal handlers of the JDK, by name: module {@code jdk.unsupported} offers them to everyone,
 * but the compiler warns of their use.
 */
final class Signals {
  private static final int KILLED = 130;

  private Signals() {}

  /** Calls {@code stop} at the first signal. */
  static void onFirst(Runnable stop) {
    AtomicInteger seen = new AtomicInteger();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> "signal handler";
                    default -> {
                      onSignal(seen, stop);
                      yield null;
                    }
                  });
      for (String name : new String[] {"INT", "TERM"}) {
        Object of = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, of, proxy);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // a JVM without them, or one that keeps the signals to itself: orderly all the same
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "millrace-shutdown"));
    }
  }

  private static void onSignal(AtomicInteger seen, Runnable stop) {
    if (seen.incrementAndGet() == 1) {
      stop.run();
    } else {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
