package io.millrace.storage.mirror;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a partition's files in a mirror. Each begins with the term of who wrote it. */
final class MirrorFolder {
  private static final Pattern NAME =
      Pattern.compile("([0-9]{10})(?:-([0-9]+))?.*\\.(manifest|journal|snapshot|fence)");
  private static final String MANIFEST = "manifest";
  private static final String FENCE = "fence";

  private final MirrorFiles files;
  private final String folder;

  MirrorFolder(MirrorFiles files, long application, int partition) {
    this.files = files;
    this.folder = of(application) + "/" + partition;
  }

  /** The folder of an application. */
  static String of(long application) {
    return String.format("%016x", application);
  }

  MirrorFiles files() {
    return files;
  }

  String path(String file) {
    return folder + "/" + file;
  }

  static String manifest(int term) {
    return String.format("%010d.%s", term, MANIFEST);
  }

  static String segment(int term, int number) {
    return String.format("%010d-%06d.journal", term, number);
  }

  static String snapshot(int term, int generation, long offset) {
    return String.format("%010d-%d-%d.snapshot", term, generation, offset);
  }

  /** The term of who wrote a file, or -1 if it is none of the mirror's. */
  static int term(String file) {
    Matcher matcher = NAME.matcher(file);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** The number of a segment, or -1 if it is none. */
  static int number(String file) {
    Matcher matcher = NAME.matcher(file);
    return matcher.matches() && matcher.group(3).equals("journal")
        ? Integer.parseInt(matcher.group(2))
        : -1;
  }

  static boolean isManifest(String file) {
    return term(file) >= 0 && file.endsWith("." + MANIFEST);
  }

  /**
   * What the owner of the highest term wrote that nobody has passed over, or nothing.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  Optional<MirrorManifest> newest() throws IOException {
    List<String> names = files.list(folder);
    List<MirrorFence> fences = fences(names);
    int highest =
        names.stream()
            .filter(MirrorFolder::isManifest)
            .mapToInt(MirrorFolder::term)
            .filter(term -> fences.stream().noneMatch(fence -> fence.isPassedOver(term)))
            .max()
            .orElse(-1);
    if (highest < 0) {
      return Optional.empty();
    }
    String name = path(manifest(highest));
    Optional<byte[]> content = files.read(name);
    if (content.isEmpty()) {
      throw new IOException("mirror's manifest is gone: file=" + name + "; look again");
    }
    return Optional.of(MirrorManifest.decode(name, content.get()));
  }

  private List<MirrorFence> fences(List<String> names) throws IOException {
    List<MirrorFence> fences = new ArrayList<>();
    for (String name : names) {
      if (isFence(name)) {
        Optional<byte[]> content = files.read(path(name));
        if (content.isPresent()) {
          fences.add(MirrorFence.decode(path(name), term(name), content.get()));
        }
      }
    }
    return fences;
  }

  private static boolean isFence(String file) {
    return term(file) >= 0 && file.endsWith("." + FENCE);
  }

  /** Makes a fence, or replaces the one of its term. */
  void write(MirrorFence fence) throws IOException {
    files.replace(path(String.format("%010d.%s", fence.term(), FENCE)), fence.encode());
  }

  /** Whether somebody of a later term has begun to write here, or goes on from what is here. */
  boolean isSuperseded(int term) throws IOException {
    return list().stream()
        .anyMatch(file -> term(file) > term && (isManifest(file) || isFence(file)));
  }

  List<String> list() throws IOException {
    return files.list(folder);
  }
}
