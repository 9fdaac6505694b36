package io.millrace.state.rocksdb;

import io.millrace.runtime.state.StateFault;
import java.nio.file.Path;
import java.util.Locale;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says what can be done about what RocksDB reports. */
final class RocksFaults {
  private RocksFaults() {}

  /** Loads the native library. */
  static void loadLibrary() {
    try {
      RocksDB.loadLibrary();
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw new IllegalStateException(
          "native library of RocksDB cannot be loaded: os="
              + System.getProperty("os.name")
              + ", arch="
              + System.getProperty("os.arch")
              + ", unpacked to="
              + System.getProperty("java.io.tmpdir")
              + "; if that directory is full or mounted noexec, set ROCKSDB_SHAREDLIB_DIR to another"
              + " one; or run with --state heap. "
              + e,
          e);
    }
  }

  /** What failed, with the remedy where it is known. */
  static StateFault of(String what, Path directory, RocksDBException e) {
    return new StateFault(
        what + ": dir=" + directory + "; " + remedy(e) + " (" + e.getMessage() + ")", e);
  }

  private static String remedy(RocksDBException e) {
    Status status = e.getStatus();
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace
        || text.contains("no space left")) {
      return "the disk is full: make room and start again, nothing is lost";
    }
    if (text.contains("too many open files")) {
      return "too many open files: raise the limit (ulimit -n), or use fewer partitions";
    }
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return "the disk returned damaged data: start again, state is then restored from the newest"
          + " sound snapshot and the journal";
    }
    return "look at the disk, then start again, nothing is lost";
  }
}
