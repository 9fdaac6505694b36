package io.millrace.systemtests.mirror;

import io.millrace.storage.mirror.DirectoryMirrorFiles;
import io.millrace.storage.mirror.MirrorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class DirectoryMirrorFilesTest extends MirrorFilesContract {
  @TempDir Path directory;

  @Override
  MirrorFiles files() {
    return new DirectoryMirrorFiles(directory);
  }

  @Override
  MirrorFiles another() {
    return new DirectoryMirrorFiles(directory);
  }

  @Override
  void openToOthers(String file) throws IOException {
    Files.setPosixFilePermissions(
        directory.resolve(file), PosixFilePermissions.fromString("rw-r-----"));
  }

  @Override
  void deleteRoot() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
