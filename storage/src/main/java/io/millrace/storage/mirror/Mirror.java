package io.millrace.storage.mirror;

import java.io.IOException;
import java.net.URI;
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
   * @throws IllegalArgumentException if this process has none of that kind; names those it has
   */
  public static Mirror at(String uri) {
    MirrorKinds kinds = new MirrorKinds();
    URI parsed = kinds.parse(uri);
    return new Mirror(kinds.of(parsed).at(parsed));
  }

  /**
   * Makes the place of a mirror if it is not there, and finds out whether one can be written there;
   * waits for it.
   *
   * @return the URI by which all processes find it
   * @throws IllegalArgumentException if this process has none of that kind; names those it has
   * @throws IOException if it cannot be one now; says what to do
   */
  public static String make(String uri) throws IOException {
    MirrorKinds kinds = new MirrorKinds();
    URI parsed = kinds.parse(uri);
    return kinds.of(parsed).make(parsed).toString();
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
