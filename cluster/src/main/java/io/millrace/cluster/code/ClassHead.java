package io.millrace.cluster.code;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a class file: read to find classes by what they implement without loading them, which
 * would run into whatever is missing on the class path.
 *
 * @param name with dots
 * @param access its modifiers, as in {@link Modifier}
 * @param parents its superclass and interfaces, with dots
 */
record ClassHead(String name, int access, List<String> parents) {
  private static final int MAGIC = 0xCAFEBABE;

  boolean isConcrete() {
    return !Modifier.isAbstract(access) && !Modifier.isInterface(access);
  }

  boolean isPublic() {
    return Modifier.isPublic(access);
  }

  /** Reads a class file, laid out as in chapter 4 of the JVM specification. */
  static ClassHead read(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class file");
    }
    in.skipNBytes(4);
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[] classes = new int[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7 -> classes[i] = in.readUnsignedShort();
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // these take two places
        }
        case 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> in.skipNBytes(4);
      }
    }
    int access = in.readUnsignedShort();
    String name = name(in, texts, classes);
    List<String> parents = new ArrayList<>();
    parents.add(name(in, texts, classes));
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      parents.add(name(in, texts, classes));
    }
    return new ClassHead(name, access, List.copyOf(parents));
  }

  private static String name(DataInputStream in, String[] texts, int[] classes) throws IOException {
    String name = texts[classes[in.readUnsignedShort()]];
    return name == null ? "" : name.replace('/', '.');
  }
}
