package dev.lockstep.journal;

/** A coordination's record of one line of text, for tests of the log alone. */
record Document(String id, boolean open, String text) {
  /** How it lies in the log. */
  static final Codec<Document> CODEC =
      new Codec<>() {
        @Override
        public String id(Document document) {
          return document.id();
        }

        @Override
        public int code(Document document) {
          return document.open() ? 1 : ENDED;
        }

        @Override
        public Prunable prunable(Document document) {
          return document.open() ? Prunable.NEVER : Prunable.FORGOTTEN;
        }

        @Override
        public Terms terms(Document document) {
          return () -> "";
        }

        @Override
        public String encode(Document document) {
          return document.text();
        }

        @Override
        public Document decode(String id, int code, String terms, String body) {
          return new Document(id, code != ENDED, body);
        }
      };
}
