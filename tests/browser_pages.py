"""The pages that every bar of the pages is held against: name -> path, over the bundled sample."""

from __future__ import annotations

PAGES = {
    "start": "/",
    "results": "/cari?q=banjir",
    "one word that is everywhere": "/cari?q=lampung",
    "filtered": "/cari?q=banjir&wilayah=Pesawaran&dari=2025-01&sampai=2025-12",
    "everything": "/cari",
    "last page": "/cari?q=lampung&urut=terlama&hal=3",
    "repaired": "/cari?q=bajnir",
    "no result": "/cari?q=katayangtidakpernahada",
    "no result with filters": "/cari?q=banjir&wilayah=Metro&instansi=-&dari=2024-02&sampai=2024-02",
    "article": "/berita/kabar-2025-0131",
    "article with its origins": "/berita/kabar-2025-0131?bukti=1",
    "region": "/wilayah/18.09",
    "region without a story": "/wilayah/11",
    "agency": "/instansi/bpbd-pesawaran",
    "month": "/bulan/2025-12",
    "all values of a facet": "/cari?q=lampung&daftar=instansi",
    "looked for inside a facet": "/cari?q=lampung&cari_instansi=dinas",
    "help": "/bantuan",
    "API": "/api",
    "desk": "/meja",
    "trails": "/meja/jejak?berita=jembatan",
    "trail": "/meja/jejak/kabar-2025-0131",
    "pins": "/meja/pilihan?cari=banjir&pertanyaan=banjir",
    "hides": "/meja/pilihan?tarik=1&berita=kabar-2025-0131",
    "saved searches": "/meja/pantauan",
    "what readers look for": "/meja/pencarian",
    "not found": "/berita/tidak-ada",
    "broken dates": "/cari?q=banjir&dari=31/02/2025&sampai=kapan-kapan&hal=0",
}
HEAVIEST = "/cari?q=lampung"
"""The result page that weighs most."""
