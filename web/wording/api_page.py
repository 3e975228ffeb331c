"""The Indonesian words of the API's description and of the page that is made from it."""

from __future__ import annotations

TITLE = "API"
HEADING = "API pencarian"
INTRO = (
    "Semua alamat di bawah ini hanya dibaca (GET dan HEAD), tidak memerlukan kunci, dan tidak memasang kuki. "
    "Kesalahan dijawab sebagai problem+json (RFC 9457). Jawaban membawa ETag; kirim kembali dengan If-None-Match agar "
    "jawaban yang tidak berubah tidak dikirim ulang."
)
DOCUMENT = "Deskripsi lengkap untuk program: OpenAPI 3.1"
ADDRESSES = "Alamat"
PARAMETERS = "Parameter"
NAME = "Nama"
MEANING = "Arti"
VALUES = "Nilai"
ANSWERS = "Jawaban"
STATUS = "Status"
FIELDS = "Isi jawaban"
FIELD = "Bagian"
KIND = "Jenis"
EXAMPLE = "Contoh"
FAULTS = "Parameter yang salah"
FAULTS_TOLD = (
    "Bila ada parameter yang salah, jawabannya berstatus 400 dan bagian faults menyebut semuanya sekaligus: "
    "parameter mana, nilai yang dikirim, kode, dan cara memperbaikinya."
)
REPEATED = "boleh diulang"
OR_NULL = "boleh null"
LIST_OF = "daftar"
DESCRIPTION = "Pencarian berita daerah Lampung: hasil, artikel, berita terkait, umpan, unduhan, dan sisipan."

TAGS = {
    "Pencarian": "Mencari dan melengkapi kata.",
    "Artikel": "Satu artikel dan yang mirip dengannya.",
    "Umpan dan unduhan": "Mengikuti pencarian dan mengambil semua hasilnya.",
    "Sisipan": "Potongan HTML untuk halaman situs berita.",
    "Layanan": "Keadaan layanan dan deskripsi API.",
}

SUMMARIES = {
    "/api/v1/search": "Mencari berita",
    "/api/v1/articles/{id}": "Satu artikel dengan instansi, wilayah, dan tanggal kejadiannya",
    "/api/v1/articles/{id}/related": "Berita yang paling mirip dengan satu artikel",
    "/api/v1/articles/{id}/thread": "Jejak kabar: berita tentang perkara yang sama dari waktu ke waktu",
    "/api/v1/suggest": "Melengkapi kata yang sedang diketik",
    "/saran": "Melengkapi kata, dalam bentuk yang dipakai peramban",
    "/cari.atom": "Umpan Atom sebuah pencarian: 30 berita terbaru",
    "/wilayah/{kode}.atom": "Umpan Atom sebuah wilayah",
    "/instansi/{id}.atom": "Umpan Atom sebuah instansi",
    "/cari.csv": "Semua hasil sebagai tabel CSV, paling banyak 10.000 berita",
    "/cari.ndjson": "Semua hasil sebagai NDJSON, satu berita per baris, paling banyak 10.000",
    "/sisip/cari": "Formulir pencarian",
    "/sisip/terkait/{id}": "Blok berita terkait dari satu artikel",
    "/opensearch.xml": "Deskripsi OpenSearch untuk kolom cari peramban",
    "/api/v1/openapi.json": "Dokumen OpenAPI ini",
    "/healthz": "Apakah proses hidup",
    "/readyz": "Apakah pencarian dapat dijawab",
    "/metrics": "Angka untuk Prometheus",
}

PARAMETER = {
    "q": 'Kata pencarian seperti yang diketik pembaca: kata biasa, "frasa", -tanpa. Tidak pernah salah; 256 huruf dan '
    "32 kata pertama yang dibaca.",
    "instansi": 'Instansi, dengan id atau nama yang jelas; "-" berarti tanpa instansi. Beberapa nilai berarti salah '
    "satu di antaranya.",
    "wilayah": 'Wilayah, dengan kode Kemendagri atau nama yang jelas; "-" berarti tanpa wilayah. Beberapa nilai '
    "berarti salah satu di antaranya.",
    "dari": "Hari pertama (WIB), termasuk hari itu: 10/12/2025, 10 Des 2025, 2025-12-10, Desember 2025, 2025, kemarin.",
    "sampai": "Hari terakhir (WIB), termasuk hari itu. Bulan atau tahun berarti hari terakhirnya.",
    "menurut": "Tanggal mana yang dimaksud: terbit atau kejadian.",
    "judul": "1: cari di judul saja.",
    "kabar": "semua: setiap artikel, bukan satu untuk setiap kabar.",
    "tanpa": "Yang tidak boleh dilakukan terhadap kata pencarian.",
    "urut": "Urutan hasil. Tanpa kata pencarian, yang terbaru didahulukan.",
    "per_hal": "Hasil per halaman.",
    "hal": "Halaman, sampai hasil ke-1.000.",
    "explain": "1: jelaskan bagaimana pertanyaan dibaca dan mengapa hasil berada di tempatnya.",
    "waktu": "Hanya berita sebelum atau sesudah artikel itu.",
    "sama": "Hanya berita dengan wilayah atau instansi yang sama.",
    "id": "Id artikel. Garis miring ditulis %2F atau apa adanya.",
    "kode": "Kode Kemendagri sebuah wilayah.",
    "id instansi": "Id sebuah instansi.",
    "q suggest": "Yang sudah diketik.",
}

RESPONSES = {
    "200": "Jawaban",
    "304": "Tidak berubah sejak ETag yang dikirim; tanpa isi.",
    "400": "Ada parameter yang salah; faults menyebut semuanya.",
    "404": "Tidak ada artikel, wilayah, atau instansi itu.",
    "503": "Pencarian sedang tidak tersedia; Retry-After menyebut kapan dapat dicoba lagi.",
}

FIELDS_TOLD = {
    "acronyms": "singkatan yang dijelaskan dalam artikel",
    "agencies": "instansi yang disebut",
    "articles": "banyaknya artikel dalam indeks",
    "below": "bagian yang lebih kecil daripada hasil sebelumnya: jenis, nama, selisih",
    "body": "isi yang sudah dibersihkan, satu paragraf per baris, atau awalnya saja",
    "bulan": "banyaknya berita per bulan",
    "category": "rubrik dari sumber",
    "chosen": "apakah nilai ini dipilih dalam pertanyaan",
    "clause": "bagian yang ditolak",
    "clauses": "bagian-bagian pertanyaan seperti yang dicari",
    "code": "kode",
    "commit": "perubahan keberapa dari generasi itu",
    "complete": "false bila sebagian indeks tidak menjawab",
    "copies": "id artikel serupa yang diwakilinya",
    "count": "banyaknya berita",
    "date": "tanggal (WIB)",
    "detail": "penjelasan untuk pembaca",
    "end": "akhir, dalam titik kode",
    "event_dates": "tanggal kejadian yang diberitakan",
    "evidence": "kata-kata yang menjadi dasarnya",
    "expansions": "bentuk lain yang ikut dicari",
    "explain": "penjelasan, bila diminta",
    "face": "id artikel yang mewakilinya",
    "facets": "banyaknya berita per instansi, wilayah, dan bulan",
    "faults": "semua yang salah dalam permintaan",
    "field": "title atau body",
    "filters": "kata-kata yang dibaca sebagai filter",
    "frequency": "banyaknya artikel yang memuatnya",
    "generation": "generasi indeks yang menjawab",
    "hits": "hasil, satu halaman",
    "stories": "berita tentang perkara yang sama, yang terlama dahulu",
    "gaps": "jeda panjang tanpa kabar",
    "after": "urutan berita sebelum jeda, mulai dari 0",
    "months": "lamanya jeda dalam bulan",
    "day": "hari terbit (WIB)",
    "hit": "berita itu, atau null untuk artikel yang ditanyakan",
    "id": "id artikel atau instansi",
    "ignored_words": "kata yang tidak dipakai",
    "instansi": "instansi yang diberitakan",
    "kind": "jenis",
    "label": "nama untuk pembaca",
    "long": "kepanjangan",
    "main_region": "wilayah utama",
    "marks": "dari mana sampai mana kata yang dicari berdiri dalam snippet, dalam titik kode",
    "missing": "banyaknya berita tanpa nilai",
    "name": "nama",
    "unquoted": "frasa dalam tanda kutip yang dibaca sebagai kata biasa karena hampir tidak ada yang memuatnya",
    "newest_first": "true bila yang baru didahulukan karena sangat banyak berita memuat kata itu",
    "offered": "filter yang ditawarkan",
    "order": "urutan yang dipakai",
    "other": "banyaknya nilai yang tidak disebut",
    "page": "alamat halaman artikel di situs ini, tanpa awalan situs",
    "parameter": "parameter yang salah",
    "pins": "berita yang ditaruh redaksi paling atas untuk pertanyaan ini",
    "hidden": "banyaknya artikel yang sedang ditarik redaksi, apa pun pertanyaannya",
    "why": "alasan redaksi",
    "pinned": "true bila redaksi menaruhnya paling atas untuk pertanyaan ini",
    "partial": "true bila hanya memuat sebagian dari yang diminta",
    "parts": "bagian",
    "parts_needed": "banyaknya bagian yang harus dimuat",
    "published": "hari terbit (WIB)",
    "published_at": "saat terbit, bila diketahui",
    "q": "yang diketik, dirapikan",
    "query": "pertanyaan dalam bentuk bakunya: pasangan nama dan nilai",
    "rarity": "kelangkaan (idf)",
    "ready": "apakah pencarian dapat dijawab",
    "reason": "mengapa tidak",
    "reasons": "yang sama di antara keduanya",
    "regions": "wilayah yang diberitakan",
    "relaxed": "true bila sebagian kata sudah cukup karena terlalu sedikit berita memuat semuanya",
    "removed": "bagian yang dibuang waktu pembersihan",
    "repairs": "kata yang salah ketik",
    "score": "nilai; lebih tinggi lebih cocok, 0 bila diurutkan menurut tanggal",
    "share_needed": "bagian pertanyaan yang harus dimuat, 0 sampai 1",
    "short": "singkatan",
    "shown": "yang diperlihatkan kepada pembaca",
    "similar": "artikel serupa yang tidak diwakilinya",
    "since": "hari pertama",
    "snippet": "cuplikan sekitar 220 huruf, tanpa markah",
    "source": "media",
    "start": "awal, dalam titik kode",
    "status": "status HTTP",
    "suggestions": "paling banyak delapan, yang paling mungkin lebih dahulu",
    "term": "kata dasar yang dicari",
    "terms": "kata-kata yang dicari",
    "text": "teks",
    "times": "berapa kali",
    "title": "judul",
    "took_ms": "milidetik untuk menjawab",
    "total": "banyaknya berita yang cocok",
    "type": "jenis masalah sebagai alamat, atau about:blank",
    "typed": "seperti yang diketik",
    "understood": "yang dilakukan terhadap pertanyaan",
    "unfit": "filter yang tidak menyisakan apa pun",
    "unknown_words": "kata yang tidak ada dalam artikel mana pun",
    "until": "hari terakhir",
    "url": "alamat asli artikel",
    "used": "yang dipakai",
    "value": "nilai",
    "values": "nilai-nilai, yang paling banyak lebih dahulu",
    "weight": "bobot",
    "wilayah": "wilayah yang diberitakan",
    "words": "kata-kata",
}
"""What each field of an answer is; a field means the same wherever it stands."""
