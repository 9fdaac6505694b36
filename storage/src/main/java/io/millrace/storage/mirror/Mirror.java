package io.millrace.storage.mirror;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A cluster's mirror: what it holds of all partitions. Waits for it; safe for several threads. */
public final class Mirror {
  private final MirrorFiles files;

  /** A mirror in these files. */
  public Mirror(MirrorFiles files) {
    this.files = files;
  }

  /**
   * The mirror at a URI; nothing is looked at yet.
   *
   * @throws IllegalArgumentException if this release has none of that kind
   */
  public static Mirror at(String uri) {
    return new Mirror(new DirectoryMirrorFiles(directory(uri)));
  }

  /**
   * The directory that a URI names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Path directory(String uri) {
    try {
      URI parsed = URI.create(uri);
      if ("file".equals(parsed.getScheme())) {
        return Path.of(parsed);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "not a mirror: uri=" + uri + "; a directory that all hosts see, as file:/mnt/mirror");
  }

  /** Where what is written goes. */
  public MirrorFiles files() {
    return files;
  }

  /** What it holds of each partition of an application, in their order. */
  public List<Optional<MirrorManifest>> manifests(long application, int partitions)
      throws IOException {
    List<Optional<MirrorManifest>> manifests = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      manifests.add(new MirrorFolder(files, application, p).newest());
    }
    return manifests;
  }

  /** Deletes all that it holds of an application. */
  public void delete(long application) throws IOException {
    files.delete(MirrorFolder.of(application));
  }
}
