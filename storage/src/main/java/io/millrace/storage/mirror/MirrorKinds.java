package io.millrace.storage.mirror;

import io.millrace.storage.ApartClassPath;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the kind of a mirror by its URI: a directory, or one that a module brings along. */
final class MirrorKinds {
  private static final MirrorKind DIRECTORY = new DirectoryMirrorKind();

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
    ApartClassPath.services(MirrorKind.class).forEach(kinds::add);
    return kinds;
  }
}
