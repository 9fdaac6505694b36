package io.millrace.storage;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * A class path apart ({@code -Dmillrace.mirror.classpath}), whose libraries are loaded only if one
 * of their services is wanted, and meet nobody else's.
 */
public final class ApartClassPath {
  private static final String CLASS_PATH = "millrace.mirror.classpath";

  private ApartClassPath() {}

  /** Once for the process: all that is loaded from there knows each other. */
  private static final class Loader {
    static final ClassLoader IT = loader(System.getProperty(CLASS_PATH, ""));
  }

  /** The services of a kind that are there, and on this process's own class path. */
  public static <S> ServiceLoader<S> services(Class<S> kind) {
    return ServiceLoader.load(kind, Loader.IT);
  }

  private static ClassLoader loader(String classPath) {
    ClassLoader ours = Objects.requireNonNull(ApartClassPath.class.getClassLoader());
    if (classPath.isEmpty()) {
      return ours;
    }
    // Never closed: what is needed of it may be loaded at any time.
    return new URLClassLoader("apart", urls(classPath), ours);
  }

  private static URL[] urls(String classPath) {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      try {
        urls.add(Path.of(entry).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("class path: -D" + CLASS_PATH + "=" + classPath, e);
      }
    }
    return urls.toArray(URL[]::new);
  }
}
