package io.millrace.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files that all processes of a cluster see, wherever these run: names with slashes between, below
 * one root. All methods may wait for as long as the place takes. Safe for several threads and
 * processes.
 */
public interface SharedFiles {

  /** Whether the root is there. */
  boolean isThere() throws IOException;

  /** The names of the files in a folder, in no order; none if there is no such folder. */
  List<String> list(String folder) throws IOException;

  /** The content of a small file, or nothing if there is none. */
  Optional<byte[]> read(String file) throws IOException;

  /**
   * The content of a file that {@link #tryCreate} made, or nothing if there is none.
   *
   * @throws OpenToOthersException if somebody has let others read it
   */
  Optional<byte[]> readPrivate(String file) throws IOException;

  /**
   * Replaces a small file, as a whole or not at all; when this returns, it survives the death of
   * this host. Makes its folder. One writer at a time.
   */
  void replace(String file, byte[] content) throws IOException;

  /**
   * Makes a small file that its owner alone can read, as a whole or not at all, unless there is one
   * of that name: of many who try it at once, one succeeds. When this returns, it survives the
   * death of this host. Makes its folder.
   *
   * @return whether it was made here
   */
  boolean tryCreate(String file, byte[] content) throws IOException;

  /** Reads a file from its beginning. */
  InputStream open(String file) throws IOException;

  /** Deletes a file, or a folder with all that is in it; nothing happens if it is not there. */
  void delete(String path) throws IOException;

  /** Where the root is, for people; a path or a URI by which other processes find it. */
  String place();
}
