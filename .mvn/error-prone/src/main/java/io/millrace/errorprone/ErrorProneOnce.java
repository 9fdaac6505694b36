package io.millrace.errorprone;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import java.net.URLClassLoader;
import java.util.ServiceLoader;

/**
 * Error Prone with classes that all compilations of a build share. The compiler loads its plugins
 * anew each time, so Error Prone would never run long enough to be compiled itself.
 */
public final class ErrorProneOnce implements Plugin {
  /** Where the loader is kept, in the only map that all loads of this class see. */
  private static final String LOADER = "io.millrace.errorprone.loader";

  @Override
  public String getName() {
    return "ErrorProneOnce";
  }

  @Override
  public void init(JavacTask task, String... arguments) {
    ClassLoader loader =
        (ClassLoader) System.getProperties().computeIfAbsent(LOADER, key -> lasting());
    ServiceLoader.load(Plugin.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .filter(plugin -> plugin.getName().equals("ErrorProne"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Error Prone is not on the processor path"))
        .init(task, arguments);
  }

  /** What this class was loaded from, for as long as the JVM lives: nobody closes it. */
  private static ClassLoader lasting() {
    URLClassLoader own = (URLClassLoader) ErrorProneOnce.class.getClassLoader();
    return new URLClassLoader(own.getURLs(), own.getParent());
  }
}
