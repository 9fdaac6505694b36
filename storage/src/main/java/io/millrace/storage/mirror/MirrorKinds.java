package io.millrace.storage.mirror;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Finds the kind of a mirror by its URI: a directory, one on the class path, or one on a class path
 * apart ({@code -Dmillrace.mirror.classpath}), whose libraries are loaded only if it is wanted and
 * meet nobody else's.
 */
final class MirrorKinds {
  private static final String CLASS_PATH = "millrace.mirror.classpath";
  private static final MirrorKind DIRECTORY = new DirectoryMirrorKind();

  private final String classPath;

  /** Those that this process knows. */
  MirrorKinds() {
    this(System.getProperty(CLASS_PATH, ""));
  }

  /**
   * Those on a class path beside this process's own.
   *
   * @param classPath folders and jars, as after {@code -cp}, without wildcards
   */
  MirrorKinds(String classPath) {
    this.classPath = classPath;
  }

  /**
   * The kind for a URI.
   *
   * @throws IllegalArgumentException if there is none; names those that there are
   */
  MirrorKind of(URI uri) {
    if (DIRECTORY.scheme().equals(uri.getScheme())) {
      return DIRECTORY;
    }
    List<MirrorKind> known = all();
    return known.stream()
        .filter(kind -> kind.scheme().equals(uri.getScheme()))
        .findFirst()
        .orElseThrow(() -> unknown(uri.toString(), known));
  }

  /**
   * A URI that a user wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  URI parse(String uri) {
    try {
      return URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw unknown(uri, all());
    }
  }

  private static IllegalArgumentException unknown(String uri, List<MirrorKind> known) {
    return new IllegalArgumentException(
        "not a mirror: uri="
            + uri
            + "; "
            + known.stream().map(MirrorKind::example).collect(Collectors.joining("; or ")));
  }

  private List<MirrorKind> all() {
    List<MirrorKind> kinds = new ArrayList<>();
    kinds.add(DIRECTORY);
    ServiceLoader.load(MirrorKind.class, loader()).forEach(kinds::add);
    return kinds;
  }

  private ClassLoader loader() {
    ClassLoader ours = Objects.requireNonNull(MirrorKinds.class.getClassLoader());
    if (classPath.isEmpty()) {
      return ours;
    }
    // Never closed: what a mirror needs of it may be loaded at any time.
    return new URLClassLoader("mirror", urls(), ours);
  }

  private URL[] urls() {
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
