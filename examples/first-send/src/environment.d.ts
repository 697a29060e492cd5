declare namespace NodeJS {
  interface ProcessEnv {
    /** 32 bytes of chance, made once: it belongs to the database. */
    readonly WELLSENT_SECRET?: string;
  }
}
