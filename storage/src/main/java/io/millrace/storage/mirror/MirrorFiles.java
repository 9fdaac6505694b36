package io.millrace.storage.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files of a mirror, wherever they are: names with slashes between, below one root. All methods may
 * wait for as long as the place takes. Safe for several threads, a file is written by one.
 */
public interface MirrorFiles {

  /** The names of the files in a folder, in no order; none if there is no such folder. */
  List<String> list(String folder) throws IOException;

  /** The content of a small file, or nothing if there is none. */
  Optional<byte[]> read(String file) throws IOException;

  /**
   * Replaces a small file, as a whole or not at all; when this returns, it survives the death of
   * this host. Makes its folder.
   */
  void replace(String file, byte[] content) throws IOException;

  /** Reads a file from its beginning. */
  InputStream open(String file) throws IOException;

  /** Makes a file that is not there yet, and its folder. */
  MirrorOutput create(String file) throws IOException;

  /** Deletes a file, or a folder with all that is in it; nothing happens if it is not there. */
  void delete(String path) throws IOException;

  /** Where the root is, for people. */
  String place();
}
