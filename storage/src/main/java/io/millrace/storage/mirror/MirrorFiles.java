package io.millrace.storage.mirror;

import io.millrace.storage.SharedFiles;
import java.io.IOException;

/** Files of a mirror: files that also can be flushed while they grow, each written by one. */
public interface MirrorFiles extends SharedFiles {

  /** Makes a file that is not there yet, and its folder. */
  MirrorOutput create(String file) throws IOException;
}
