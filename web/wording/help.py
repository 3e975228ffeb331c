"""The page that says how to search: sections of paragraphs, with questions to try."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Bantuan mencari"
CONTENTS = "Isi halaman"


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try: how it is written, what it finds, and its parameters."""

    typed: str
    told: str
    question: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; `id` is its anchor."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    examples: tuple[Example, ...] = ()


def sections(counted: bool, contact: bool) -> tuple[Section, ...]:
    """All parts, as the site is set up: `counted` where questions are counted, `contact` where readers can write."""
    privacy = COUNTED if counted else NOT_COUNTED
    end = (CONTACT,) if contact else ()
    return (*SECTIONS, Section("data", "Data tentang Anda", (*privacy, *ALWAYS_PRIVATE)), *end)


def _words(typed: str, told: str) -> Example:
    return Example(typed, told, (("q", typed),))


SECTIONS = (
    Section(
        "kata",
        "Kata",
        (
            "Tulis kata-kata yang Anda ingat dari beritanya. Huruf besar dan kecil tidak dibedakan.",
            "Kata berimbuhan dicari lewat kata dasarnya: kebanjiran juga menemukan banjir dan membanjiri. Nama tempat "
            "dan instansi dicari apa adanya.",
            "Satu atau dua kata harus ada semuanya. Dari tiga kata atau lebih, sebagian besar sudah cukup; berita yang "
            "memuat semuanya didahulukan. Jika hasilnya terlalu sedikit, berita yang memuat sebagian kata ikut "
            "ditampilkan dan diberi tanda.",
        ),
        (
            _words("banjir Rajabasa", "berita yang memuat keduanya"),
            _words("kebanjiran", "juga berita tentang banjir"),
        ),
    ),
    Section(
        "tanda",
        "Tanda kutip dan minus",
        (
            "Kata dalam tanda kutip dicari persis, huruf demi huruf dan dalam urutan itu. Bila hampir tidak ada berita "
            "yang memuatnya, berita yang memuat kata-katanya ikut ditampilkan, dan hal itu diberitahukan.",
            "Kata dengan minus di depannya tidak boleh ada dalam berita. Tanda kutip dapat diberi minus juga.",
        ),
        (
            _words('"Dinas Kesehatan"', "kedua kata berurutan"),
            _words("pemilihan -pilkada", "tanpa berita yang menyebut pilkada"),
        ),
    ),
    Section(
        "filter",
        "Filter",
        (
            "Di halaman hasil Anda dapat memilih instansi dan wilayah, rentang tanggal, atau mencari di judul saja. "
            "Beberapa pilihan dalam satu filter berarti salah satunya; filter yang berbeda berlaku bersama.",
            "Filter juga dapat ditulis sebagai kata: nama wilayah, instansi, atau tanggal di antara kata pencarian "
            "dibaca sebagai filter jika memang itu yang dimaksud.",
            "Setiap filter yang berlaku tampak di atas hasil. Pilih tanda ✕ untuk menghapusnya; filter yang berasal "
            "dari kata Anda lalu dicari sebagai kata biasa.",
        ),
        (
            Example("banjir, wilayah Pesawaran", "dengan filter yang dipilih", (("q", "banjir"), ("wilayah", "18.09"))),
            _words("banjir Pesawaran", "dengan filter yang ditulis"),
            Example("banjir, di judul saja", "kata itu ada di judul", (("q", "banjir"), ("judul", "1"))),
        ),
    ),
    Section(
        "tanggal",
        "Tanggal",
        (
            "Tanggal ditulis hari dahulu: 10/12/2025, 10 Des 2025, Desember 2025, 2025, kemarin, minggu lalu. Hari "
            "pertama dan hari terakhir ikut dihitung.",
            "Pilih terbit untuk tanggal berita dimuat, atau kejadian untuk tanggal peristiwanya.",
        ),
        (
            _words("kebakaran Desember 2025", "dimuat pada bulan itu"),
            _words("kecelakaan kemarin", "dimuat kemarin"),
        ),
    ),
    Section(
        "bantuan",
        "Yang kami ubah pada pencarian Anda",
        (
            "Semua yang diubah diberitahukan di atas hasil, masing-masing dengan tautan untuk membatalkannya.",
            "“Menampilkan hasil untuk …” berarti kata yang tampaknya salah ketik diperbaiki. Tautan “Cari yang persis” "
            "mencari seperti yang Anda tulis.",
            "“Termasuk: …” berarti bentuk lain ikut dicari, seperti singkatan dan kepanjangannya. Tautan “Hapus "
            "perluasan” mencari tanpa bentuk lain.",
            "“Hanya wilayah: …” menawarkan filter yang mungkin Anda maksud, tetapi belum dipakai.",
        ),
        (
            _words("bnajir", "salah ketik yang diperbaiki"),
            _words("damkar", "juga pemadam kebakaran"),
        ),
    ),
    Section(
        "kabar",
        "Kabar dan berita serupa",
        (
            "Satu siaran pers sering dimuat banyak media. Artikel yang isinya hampir sama kami hitung sebagai satu "
            "kabar, diwakili oleh artikel yang pertama dimuat; yang lain tampak sebagai berita serupa.",
            "Jumlah hasil adalah jumlah kabar. Tautan “Tampilkan semua artikel” menampilkan setiap artikel.",
            "Berita terkait adalah kabar lain tentang hal yang mirip, dengan kesamaannya.",
        ),
    ),
    Section(
        "ikuti",
        "Mengikuti pencarian",
        (
            "Setiap hasil pencarian dapat diikuti dengan pembaca RSS: salin alamat tautan “Ikuti pencarian ini (RSS)” "
            "di bawah hasil ke aplikasi Anda. Berita baru yang cocok akan muncul di sana.",
            "Alamat halaman hasil juga dapat disimpan atau dibagikan: semua kata dan filter ada di dalamnya.",
        ),
    ),
    Section(
        "peramban",
        "Mencari dari bilah alamat",
        (
            "Peramban dapat mencari di sini langsung dari bilah alamatnya. Buka halaman depan, lalu tambahkan situs "
            "ini sebagai mesin telusur: di Firefox dengan klik kanan pada bilah alamat, di Chrome dan Edge lewat "
            "setelan mesin telusur.",
        ),
    ),
    Section(
        "papan-ketik",
        "Papan ketik dan pembaca layar",
        (
            "Semua halaman dapat dipakai dengan papan ketik dan tanpa skrip. Tab berpindah ke tautan atau isian "
            "berikutnya, Shift+Tab kembali, Enter membuka tautan atau mencari, Spasi memilih kotak centang.",
            "Tautan “Langsung ke isi” di awal setiap halaman dan “Langsung ke hasil” di depan filter melewati bagian "
            "yang berulang.",
        ),
    ),
)
COUNTED = ("Kata pencarian dihitung agar kami tahu apa yang tidak ditemukan, tanpa alamat internet siapa pun.",)
NOT_COUNTED = ("Kata pencarian tidak dicatat.",)
ALWAYS_PRIVATE = (
    "Situs ini tidak meminta akun, tidak memasang kuki, dan tidak mengambil apa pun dari situs lain. Pencarian Anda "
    "tidak dihubungkan dengan Anda, dan situs yang Anda buka dari sini tidak diberi tahu apa yang Anda cari.",
)
CONTACT = Section(
    "hubungi",
    "Menghubungi kami",
    (
        "Ada berita yang salah, hilang, atau perlu ditarik? Pilih “Hubungi redaksi” di kaki halaman ini dan sertakan "
        "alamat halaman beritanya.",
    ),
)
