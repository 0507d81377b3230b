"""The fourth step: which volume, and which file on it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from traderadmin.errors import TraderAdminError
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.filelist import FileList
from traderadmin.gui.connect.step import Step
from traderadmin.gui.connect.waiting import Waiting
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.notices import Notice
from traderadmin.gui.look.surfaces import Card
from traderadmin.workflow.words import joined

if TYPE_CHECKING:
    from traderadmin.targets.browsing import ClaimInfo
    from traderadmin.targets.saved import SavedTarget

_NO_KEEPER = (
    "No config keeper mounts this volume. TraderAdmin reads and replaces the file through one: "
    "install it as docs/kubernetes.md says, then retry."
)


class VolumeStep(Step):
    """Offers the claims, those a keeper mounts first, and the files on the chosen one."""

    name = "Configuration"
    title = "Where is the configuration?"
    text = "A file on a PersistentVolumeClaim, which the config keeper mounts."

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(asker, draft, parent)
        self._claims: tuple[ClaimInfo, ...] = ()
        self.claim = ComboBox(width=320)
        self.claim.setObjectName("claim")
        self.claim.show_placeholder("Choose a claim")
        self.path = LineEdit(draft.path)
        self.path.setObjectName("path")
        self.path.setPlaceholderText("config/config.toml")
        self.state_path = LineEdit(draft.state_path)
        self.state_path.setObjectName("state_path")
        self.files = FileList()
        self._reading = Waiting()
        self._no_keeper = Notice(Tone.WARN, _NO_KEEPER)
        self._about = self.add_field("PersistentVolumeClaim", self.claim)
        self.column.addWidget(self.waiting)
        self.column.addWidget(self._no_keeper)
        self.add_field("File", self.path, "Its path on the volume; choose it below or type it.")
        self.column.addWidget(self._reading)
        self._box = Card(padding=4)
        self._box.body.addWidget(self.files)
        self.column.addWidget(self._box)
        self.add_field(
            "State folder", self.state_path, "Where the orchestrator keeps the halt record."
        )
        self.column.addStretch(1)
        self._no_keeper.hide()
        self._box.hide()
        self.claim.currentIndexChanged.connect(self._chosen)
        self.path.textChanged.connect(self.changed)
        self.state_path.textChanged.connect(self.changed)
        self.files.chosen.connect(self._take)
        self.files.entered.connect(self._read)
        self._reading.retried.connect(self._read_again)

    @override
    def refresh(self) -> None:
        self.claim.setEnabled(False)
        self._box.hide()
        context, namespace = self.draft.context, self.draft.namespace
        self.ask(lambda browser: browser.claims(context, namespace), self._show)

    @override
    def result(self) -> "SavedTarget | None":
        claim = self._claim()
        path = self.path.text().strip().strip("/")
        state = self.state_path.text().strip().strip("/")
        if claim is None or not path or not state or not self.claim.isEnabled():
            return None
        keeper = claim.keeper or self.draft.keeper
        return replace(self.draft, claim=claim.name, path=path, state_path=state, keeper=keeper)

    def _claim(self) -> "ClaimInfo | None":
        index = self.claim.currentIndex()
        return self._claims[index] if 0 <= index < len(self._claims) else None

    def _show(self, claims: "tuple[ClaimInfo, ...]") -> None:
        self._claims = claims
        self.claim.blockSignals(True)
        self.claim.clear()
        for each in claims:
            self.claim.add_choice(each.name, _description(each))
        names = [each.name for each in claims]
        kept = next((number for number, each in enumerate(claims) if each.keeper), -1)
        wanted = self.draft.claim
        self.claim.setCurrentIndex(names.index(wanted) if wanted in names else kept)
        self.claim.blockSignals(False)
        self.claim.setEnabled(bool(claims))
        self.claim.setFocus()
        self._chosen()

    def _chosen(self) -> None:
        claim = self._claim()
        self._about.setText(_description(claim) if claim else "")
        self._about.setVisible(claim is not None)
        self._no_keeper.setVisible(claim is not None and not claim.keeper)
        self.changed.emit()
        if claim is not None and claim.keeper:
            self._read(self.path.text().strip().strip("/").rpartition("/")[0])
        else:
            self._box.hide()
            self._reading.show_nothing()

    def _read(self, folder: str) -> None:
        """Look into a folder of the volume; what is typed above stands whatever comes of it."""
        draft = self.result()
        if draft is None:
            return
        self.files.folder = folder
        self._reading.show_busy("Reading the volume…")

        def show(names: tuple[str, ...]) -> None:
            if folder == self.files.folder:
                self._reading.show_nothing()
                self.files.show_names(names, self.path.text().strip().strip("/"))
                self._box.setVisible(bool(self.files.count()))

        def fail(error: TraderAdminError) -> None:
            if folder == self.files.folder:
                self._box.hide()
                self._reading.show_error(error)

        self.asker.ask(draft.kubeconfig, lambda browser: browser.files(draft, folder), show, fail)

    def _read_again(self) -> None:
        self._read(self.files.folder)

    def _take(self, path: str) -> None:
        self.path.setText(path)


def _description(claim: "ClaimInfo") -> str:
    parts = [*claim.access_modes, claim.phase]
    parts.append(f"kept by {claim.keeper}" if claim.keeper else "no config keeper")
    if claim.mounted_by:
        parts.append(f"mounted by {joined(claim.mounted_by)}")
    return ", ".join(parts)
