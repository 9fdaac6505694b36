package io.millrace.cluster.code;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Loads a user's jar so that it may bring its own versions of libraries: what is in the jar wins,
 * but for the JDK and the types that user and engine share.
 */
final class ChildFirstClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String SHARED = "io.millrace.functions.";

  ChildFirstClassLoader(URL jar, ClassLoader parent) {
    super("application", new URL[] {jar}, parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = isShared(name) ? super.loadClass(name, false) : ownOrParents(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private static boolean isShared(String name) {
    return name.startsWith(SHARED) || isOfJdk(name);
  }

  private static boolean isOfJdk(String name) {
    if (name.startsWith("java.")) {
      return true;
    }
    return (name.startsWith("javax.") || name.startsWith("jdk.") || name.startsWith("sun."))
        && getPlatformClassLoader().getResource(name.replace('.', '/') + ".class") != null;
  }

  private Class<?> ownOrParents(String name) throws ClassNotFoundException {
    try {
      return findClass(name);
    } catch (ClassNotFoundException e) {
      return super.loadClass(name, false);
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    all.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(all);
  }
}
