package io.millrace.storage.mirror;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mirrors in directories that all hosts see. */
final class DirectoryMirrorKind implements MirrorKind {

  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public String example() {
    return "a directory that all hosts see, as file:/mnt/mirror";
  }

  @Override
  public MirrorFiles at(URI uri) {
    return new DirectoryMirrorFiles(directory(uri));
  }

  private Path directory(URI uri) {
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a mirror: uri=" + uri + "; " + example(), e);
    }
  }

  @Override
  public URI make(URI uri) throws IOException {
    Path place = directory(uri);
    try {
      Files.createDirectories(place);
    } catch (IOException e) {
      throw new IOException(
          "mirror's directory cannot be made: dir="
              + place
              + ", error="
              + e
              + "; name one that may be written to",
          e);
    }
    if (!Files.isWritable(place)) {
      throw new IOException(
          "mirror's directory cannot be written to: dir=" + place + "; name another");
    }
    return place.toUri();
  }
}
