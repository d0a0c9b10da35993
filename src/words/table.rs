//! The texts of window and pictures: one per line, in the order of the window, English and then Chinese.
//!
//! Names have no full stop; explanations (`Explain…`) are sentences. Placeholders are in braces. Chinese texts use
//! Chinese punctuation and a space between hanzi and Latin letters or digits.

use crate::math::words::Bilingual;

#[macro_use]
mod clouds;

cloud_words! {
    words

    // Scenes and files
    Gallery: "Gallery", "图库";
    UntitledScene: "Untitled", "未命名";
    SceneTitle: "Title", "标题";
    SceneCaption: "Caption", "说明";
    TitleAndCaption: "Title and caption", "标题与说明";
    Open: "Open", "打开";
    OpenScene: "Open a scene", "打开场景";
    Save: "Save", "保存";
    SaveAs: "Save as", "另存为";
    Browse: "Browse", "浏览";
    FilePath: "File path", "文件路径";
    NoDialog: "This system has no file dialog: type the path", "此系统没有文件对话框，请输入路径";
    CopyScene: "Copy scene as text", "复制场景文本";
    CopyText: "Copy", "复制";
    CopiedScene: "Scene copied", "场景已复制";
    Undo: "Undo", "撤销";
    Redo: "Redo", "重做";
    Cancel: "Cancel", "取消";
    Close: "Close", "关闭";
    Quit: "Quit", "退出";
    Remove: "Remove", "删除";
    Duplicate: "Duplicate", "复制一份";
    NotSavedYet: "Not saved yet", "尚未保存";
    UnsavedChanges: "Unsaved changes", "有未保存的更改";
    DiscardChanges: "Discard changes", "放弃更改";
    ExplainRestore: "From an earlier session that ended without saving.", "来自上次未保存就结束的会话。";
    Restore: "Restore", "恢复";
    Later: "Later", "以后再说";
    Opening: "Opening {name}…", "正在打开 {name}…";
    DropHere: "Drop a scene or data here: CSV, NPY, NPZ, Parquet", "将场景或数据文件（CSV、NPY、NPZ、Parquet）拖到这里";
    SavedTo: "Saved to {path}", "已保存到 {path}";

    // What is shown
    Landscape: "Landscape", "损失曲面";
    Data: "Data", "数据";
    DataFile: "Data file", "数据文件";
    ShowAsLandscape: "Show these numbers as heights", "将这些数显示为高度";
    ShowAsCloud: "Show these numbers as points", "将这些数显示为点";
    Cloud: "Point cloud", "点云";
    Column: "Column", "列";
    Domain: "Domain", "定义域";
    NaturalDomain: "Natural domain", "默认定义域";
    Gradient: "Gradient", "梯度";
    Slope: "Slope", "斜率";

    Figure: "Figure", "子图";
    FigureNumber: "Figure {n}", "子图 {n}";
    ExplainFigure: "The figure that the panels edit. Click another figure to select it.", "面板所设置的子图。单击另一子图即可切换。";

    // Heat maps and surfaces that change
    Sweep: "Heat map", "热力图";
    SweptSetting: "Swept setting", "扫描的设置";
    ExplainSweptSetting: "One run for each value of this setting, with its loss at every step.", "对这个设置的每个取值各运行一次，显示每一步的损失。";
    ExplainCurves: "Values whose runs are drawn as curves. Click on the surface to add one.", "单独画成曲线的取值。在曲面上单击即可添加。";
    SweptRange: "{setting} from, to", "{setting} 的范围";
    Curves: "Curves", "曲线";
    RemoveCurves: "Remove the curves", "移除曲线";
    BestCurve: "Lowest curve", "最低曲线";
    ExplainBestCurve: "Also draws the run with the lowest final loss.", "同时画出最终损失最低的过程。";
    LogSetting: "Log scale", "对数刻度";
    Morph: "Morph", "改变形状";
    ExplainMorph: "The surface starts in another shape and morphs into its own before the runs start.", "曲面先呈另一种形状，在下降开始之前变为自己的形状。";
    MorphPenalty: "Initial λ", "初始 λ";
    MorphFrom: "Initial", "初始曲面";
    MorphAt: "Starts at", "开始于";
    MorphSeconds: "Duration", "时长";

    // Runs
    Runs: "Runs", "下降过程";
    Run: "Run", "下降过程";
    AddRun: "Add run", "添加下降过程";
    RunName: "Name", "名称";
    ShowRun: "Shown", "显示";
    Optimizer: "Optimizer", "优化器";
    Schedule: "Schedule", "学习率调度";
    LearningRate: "Learning rate", "学习率";
    Start: "Start", "起点";
    CommonStart: "Common start", "共同起点";
    ManyStarts: "Many starts", "多个起点";
    StartCount: "Count", "个数";
    StartSeed: "Seed", "随机种子";
    Advanced: "Advanced", "高级";
    ExactGradient: "Exact", "精确";
    CentralDifferences: "Central differences", "中心差分";
    Ascend: "Ascend", "梯度上升";
    Coordinatewise: "Coordinate-wise", "逐坐标更新";
    Steps: "Steps", "步数";
    Tolerance: "Tolerance", "收敛阈值";
    Pace: "Pace", "节奏";
    PaceLinear: "Linear", "匀速";
    PaceGeometric: "Ease in", "先慢后快";
    Computing: "Working…", "计算中…";
    NoRuns: "No runs yet", "尚无下降过程";

    // Look
    Look: "Look", "外观";
    Height: "Height", "高度";
    OwnFormula: "Your own formula", "自己的公式";
    Formula: "Formula", "公式";
    ExplainFormula: "In x and y, such as a*(x^2 − y)^2 + sin(b·x); other names become sliders", "用 x 和 y 书写，例如 a*(x^2 − y)^2 + sin(b·x)；其他名字会变成滑块";
    NewParameter: "{name} is a new parameter; its value is 1.", "{name} 是新参数，默认为 1。";
    NotLatinLetter: "{letter} is a {script} letter, not {latin}. ", "{letter} 是{script}字母，不是 {latin}。";
    DidYouMean: "Did you mean {instead}?", "您是否想写 {instead}？";
    Penalty: "L2 penalty λ", "L2 惩罚 λ";
    ExplainPenalty: "Adds λ·‖θ‖² to the function, which pulls every minimum towards the origin", "给函数加上 λ·‖θ‖²，使所有极小值点被拉向原点";
    HeightLinear: "Linear", "线性";
    HeightLogarithmic: "Logarithmic", "对数";
    HeightLog: "log", "对数";
    HeightClamped: "Clamped", "截断";
    HeightLimit: "Clip above", "截断高度";
    Exaggeration: "Exaggeration", "垂直放大";
    Resolution: "Resolution", "分辨率";
    Colormap: "Colormap", "配色";
    Contours: "Contours", "等高线";
    FloorContours: "Floor contours", "底面等高线";
    ContourLevels: "Levels", "等高值";
    EvenContours: "Even spacing", "等间距";
    Mesh: "Mesh", "网格";
    Marks: "Marks", "标记";
    NameTags: "Name tags", "名称标签";
    GradientField: "Gradient field", "梯度场";
    NoField: "None", "无";
    FieldFloor: "On the floor", "底面";
    FieldSurface: "On the surface", "曲面";
    FieldBoth: "On both", "两者";
    FieldToward: "Arrows point", "箭头方向";
    FieldUphill: "Uphill, ∇f", "上坡 ∇f";
    FieldDownhill: "Downhill, −∇f", "下坡 −∇f";
    FieldNorm: "Norm as", "范数表示为";
    NormAsColor: "Colour", "颜色";
    NormAsLength: "Length", "长度";
    FieldDensity: "Density", "密度";
    LongestArrow: "longest {n}", "最长 {n}";
    StepArrows: "Step arrows", "每步箭头";
    BallArrows: "Ball arrows", "小球箭头";
    TangentMark: "Tangent", "切面／切线";
    ContourNumbers: "Contour values", "等高线数值";
    Focus: "In focus", "聚焦";
    Momentum: "Momentum", "动量";
    TextSize: "Text size", "文字大小";
    View: "View", "视图";
    ViewSolid: "Solid", "立体";
    ViewTop: "Top", "俯视";
    ViewFront: "Front", "正视";
    ViewReset: "Reset view", "重置视图";
    KeepView: "Keep this view", "保留此视角";
    ViewKept: "The scene now opens with this view", "场景将以此视角打开";
    Camera: "Camera", "相机";
    MotionStill: "Still", "静止";
    MotionDrift: "Drift", "缓慢摆动";
    MotionFullTurn: "Full turn", "环绕一周";
    MotionTowards: "To another view", "移向另一视角";
    Azimuth: "Azimuth", "方位角";
    Elevation: "Elevation", "仰角";
    MotionEase: "Ease", "缓动";
    ExplainMotionEase: "The fraction of the film in which the camera accelerates, and in which it decelerates.", "影片中相机起步加速、以及结尾减速各占的比例。";
    Turns: "Turns", "圈数";

    // Window
    ThemeDark: "Dark", "深色";
    ThemeLight: "Light", "浅色";
    ThemeProjector: "Projector", "投影";
    Help: "Help", "帮助";
    Shortcuts: "Shortcuts", "快捷键";
    FullScreen: "Full screen", "全屏";
    HidePanels: "Hide panels", "隐藏面板";
    Version: "Version {version}", "版本 {version}";

    // Playback
    Play: "Play", "播放";
    Pause: "Pause", "暂停";
    StepForward: "Step forward", "前进一步";
    StepBack: "Step back", "后退一步";
    ToStart: "To the start", "回到开头";
    ToEnd: "To the end", "跳到结尾";
    Loop: "Loop", "循环";
    PlaybackPosition: "Playback position", "播放位置";
    Playback: "Playback", "播放设置";
    RestBefore: "Rest before", "开头停顿";
    RestAfter: "Rest after", "结尾停顿";
    Stepped: "Stepped", "逐步";
    Step: "Step", "步";
    StepNumber: "Step {n}", "第 {n} 步";
    StepOf: "Step {n} of {total}", "第 {n} 步，共 {total} 步";

    // Charts and legend
    Charts: "Charts", "图表";
    LossByStep: "Loss by step", "损失随步数的变化";
    GradientNorm: "Gradient norm", "梯度范数";
    ParametersByStep: "Parameters", "参数";
    StepExplained: "One step explained", "单步详解";
    StepFromTo: "Step {from} → {to}", "第 {from} → {to} 步";
    TermGradient: "Gradient at the ball", "球所在处的梯度";
    TermDecay: "Weight decay", "权重衰减";
    TermNoise: "Random noise", "随机噪声";
    TermMomentum: "Past gradients, fading", "历史梯度的衰减累积";
    TermSecondMoment: "Past gradients, squared", "历史梯度的平方";
    TermCorrection: "Corrected for its start at 0", "修正从 0 开始的偏差";
    TermCurvature: "Curvature", "曲率";
    TermAcceptance: "Whether the step is made", "是否接受这一步";
    TermRate: "Learning rate of each parameter", "每个参数的学习率";
    TermStep: "Step", "这一步";
    TermParameters: "New parameters", "新的参数";
    NoUpdate: "No update", "没有更新";
    ChartsInPicture: "In the picture", "画面中的图表";
    InsetShare: "Share", "所占比例";
    EffectiveRates: "Effective learning rate", "有效学习率";
    LogAxis: "Logarithmic axis", "对数坐标轴";
    AboveMinimum: "above the minimum", "与最小值之差";
    FinalLoss: "Final loss", "最终损失";
    FinalValue: "final {value}", "最终 {value}";
    Verdict: "Verdict", "诊断";
    VerdictAt: "Step {n}: {verdict}", "第 {n} 步：{verdict}";
    VerdictSince: "Since step {since}", "自第 {since} 步起";
    Evaluations: "{n} evaluations", "{n} 次求值";
    SampleEvaluations: "{n} sample evaluations", "{n} 次单样本求值";
    MonitorReport: "A monitor of the last step alone would report: {message}", "只看最后一步的监控会报告：{message}";
    StableRate: "Largest stable rate {rate}: 2/λ, with λ = {curvature}, the largest curvature where the run ends, or at the minimum if it diverges", "最大稳定学习率 {rate}：2/λ，λ = {curvature} 为终点处（发散时为极小值点处）的最大曲率";
    StableRateMomentum: "Largest stable rate {rate}: {factor}·2/λ with this momentum, with λ = {curvature}, the largest curvature where the run ends, or at the minimum if it diverges", "最大稳定学习率 {rate}：此动量下为 {factor}·2/λ，λ = {curvature} 为终点处（发散时为极小值点处）的最大曲率";

    // Marks and ends of runs
    Converged: "converged", "已收敛";
    Diverged: "diverged", "已发散";
    LeftDomain: "left the domain", "离开定义域";
    ConvergedAt: "Converged at step {n}", "第 {n} 步收敛";
    DivergedAt: "Diverged at step {n}", "第 {n} 步发散";
    LeftDomainAt: "Left the domain at step {n}", "第 {n} 步离开定义域";
    LowestNow: "lowest now: {setting}", "此刻最低：{setting}";
    AboveLimit: "above {limit}, or diverged", "高于 {limit} 或已发散";
    MarkEnd: "End", "终点";
    Minimum: "Minimum", "最小值点";
    Saddle: "Saddle point", "鞍点";

    // Films
    Film: "Film", "影片";
    ExportPanel: "Export", "导出";
    Export: "Export", "导出";
    CurrentTime: "Current time: {n} s", "当前时刻：{n} 秒";
    Size: "Size", "尺寸";
    Width: "Width", "宽度";
    FramesPerSecond: "Frames per second", "每秒帧数";
    Length: "Length", "时长";
    Format: "Format", "格式";
    FormatMp4: "Film (mp4)", "影片（mp4）";
    FormatGif: "Animation (gif)", "动图（gif）";
    FormatPng: "Still picture (png)", "静态图片（png）";
    FormatPngSequence: "Picture sequence (png)", "图片序列（png）";
    FormatChartsSvg: "Charts (svg)", "图表（svg）";
    FormatChartsPng: "Charts (png)", "图表（png）";
    FormatCsv: "Table (csv)", "数据表（csv）";
    FormatGlb: "3-D model (glb)", "三维模型（glb）";
    FormatObj: "3-D print (obj)", "三维打印（obj）";
    FormatRon: "Scene (ron)", "场景（ron）";
    WithPanels: "With panels", "包含面板";
    FrameOf: "Frame {n} of {total}", "第 {n} 帧，共 {total} 帧";
    FramesPerSecondNow: "{n} frames/s", "{n} 帧/秒";
    TimeLeft: "{time} left", "剩余 {time}";
    ExplainChartFile: "Loss (linear and logarithmic), learning rate and gradient norm of every run.", "每个过程的损失（线性与对数）、学习率和梯度范数。";
    ExplainCsv: "Every step of every run in full precision; for a point cloud, its projected points.", "每个过程的每一步，保留全部精度；点云则为其投影点。";
    ExplainGlb: "The surface with trajectories, balls and minima, or the point cloud, for slides and 3-D software.", "带有轨迹、小球和极小值点的曲面，或点云，可用于幻灯片和三维软件。";
    ExplainObj: "The surface as a solid 100 mm wide with the trajectories on it, for 3-D printing.", "宽 100 毫米、带有轨迹的曲面实体，可用于三维打印。";
    ExplainRon: "The scene as text, which can be opened again.", "场景的文本，可以再次打开。";
    ExportCancelled: "Cancelled: nothing was written", "已取消，未写入任何文件";
    ExportFailed: "Export failed", "导出失败";
    WillReplace: "{path} exists and will be replaced", "{path} 已存在，将被替换";
    PathIsInput: "{path} is an input of this scene: choose another name", "{path} 是此场景的输入文件，请换一个文件名";

    // Keys and the mouse, for the list of shortcuts
    KeySpace: "Space", "空格";
    KeyLeft: "Left", "左";
    KeyRight: "Right", "右";
    KeyUp: "Up", "上";
    KeyDown: "Down", "下";
    MouseDrag: "Drag", "拖动";
    MouseRightDrag: "Right drag", "右键拖动";
    MouseWheel: "Wheel", "滚轮";
    MouseClick: "Click", "单击";
    MouseClickPoint: "Click a point", "单击一个点";
    MouseShiftDrag: "Shift+drag", "Shift+拖动";
    MouseClickClass: "Click in the legend", "单击图例";
    MouseDoubleClickClass: "Double-click there, or Alt+click", "双击图例，或 Alt+单击";
    DoShowNeighbours: "Show nearest neighbours", "显示最近邻";
    DoSelectPoints: "Select the points in a box", "框选多个点";
    DoHideClass: "Hide or show a class", "隐藏或显示一类";
    DoIsolateClass: "Show only one class", "只显示一类";
    DoSpin: "Start or stop spinning", "开始或停止旋转";
    Spin: "Spin", "旋转";
    MouseDoubleClick: "Double-click", "双击";
    DoPlayPause: "Play or pause", "播放或暂停";
    DoOrbit: "Turn the view", "旋转视图";
    DoPan: "Pan the view", "平移视图";
    DoZoom: "Zoom in or out", "放大或缩小";
    DoStart: "Start all runs here", "让所有过程从这里开始";
    DoResetSlider: "Reset a slider", "重置滑块";
    DoFaster: "Faster", "加快";
    DoSlower: "Slower", "减慢";
    DoSwitchTheme: "Next theme", "切换主题";
    DoSwitchLanguage: "Next language", "切换语言";
    DoNextScene: "Next scene", "下一个场景";
    DoPreviousScene: "Previous scene", "上一个场景";

    // Explanations on hover
    ExplainScene: "What is shown and how. A scene can be saved, shared and exported.", "展示的内容与方式。场景可以保存、分享和导出。";
    ExplainLandscape: "The function that the optimizers minimize.", "优化器要最小化的函数。";
    ExplainDomain: "The part of the parameter plane that is drawn.", "所绘制的参数平面范围。";
    ExplainOptimizer: "The rule that turns a gradient into a step.", "由梯度得到每一步更新的规则。";
    ExplainSchedule: "How the learning rate changes from step to step.", "学习率随步数变化的方式。";
    ExplainStart: "Where all runs start. Click on the surface to move it.", "所有过程的起点。在曲面上单击即可移动。";
    ExplainManyStarts: "Random starts in the domain; the run with the lowest final loss represents them.", "在定义域内随机选取起点，以最终损失最低的过程为代表。";
    ExplainStartSeed: "A different seed gives different starts.", "不同的种子给出不同的起点。";
    ExplainGradientBy: "The gradient that the optimizer uses. Only the steps change, not the surface.", "优化器所用的梯度：改变的只是更新，曲面不变。";
    ExplainExactGradient: "The exact derivative.", "精确的导数。";
    ExplainCentralDifferences: "f(θ + h) − f(θ − h), divided by 2h: two evaluations for each parameter.", "f(θ + h) − f(θ − h) 除以 2h：每个参数求值两次。";
    ExplainDifference: "h: a large one causes truncation error, a tiny one rounding error.", "h：太大则截断误差大，太小则舍入误差大。";
    ExplainAscend: "Follows the gradient instead of its negative.", "沿梯度方向更新，而不是负梯度方向。";
    ExplainCoordinatewise: "Updates one parameter at a time, with the newest values of the others.", "每次只更新一个参数，并使用其他参数的最新值。";
    ExplainRunName: "If empty: the optimizer and the settings that differ.", "留空时以优化器及其不同设置命名。";
    ExplainSteps: "The number of updates of each run.", "每个过程的更新次数。";
    ExplainTolerance: "A run has converged once the norm of its gradient is below this.", "梯度范数小于此值时，视为收敛。";
    ExplainHeight: "The scale of the vertical axis: linear, logarithmic, or clipped above the relevant part.", "竖轴的刻度：线性、对数，或在重要部分之上截断。";
    ExplainHeightLimit: "Heights above this value are clipped.", "高于此值的部分被截断。";
    ExplainExaggeration: "Stretches the vertical axis. Only the picture changes, not the runs.", "拉伸竖轴。只改变画面，不影响下降过程。";
    ExplainColormap: "The colours that represent height.", "表示高度的颜色。";
    ExplainContours: "Lines of equal height.", "高度相等的点连成的线。";
    ExplainResolution: "Grid cells along each side of the surface.", "曲面每边的网格数。";
    ExplainField: "Arrows along the gradient. Their colour or their length shows its norm.", "沿梯度的箭头。梯度范数由颜色或长度表示，二者取一。";
    ExplainFocus: "The run whose steps are explained, and whose ball has arrows and the tangent.", "对其更新逐项详解、小球带有箭头与切面的过程。";
    ExplainKeepView: "Saves the current view in the scene; films use it.", "将当前视角存入场景，影片会使用它。";
    ExplainTurns: "Turns of the camera in the whole film; negative is clockwise seen from above.", "整部影片中相机转过的圈数，负数表示从上方看为顺时针。";
    ExplainSpeed: "The speed of playback.", "播放的速度。";
    ExplainPlaybackPosition: "Drag to any time. The marks show where runs end.", "拖动到任意时刻。刻度标出各过程结束的位置。";
    ExplainPlaybackLength: "Seconds from the first step to the last.", "从第一步到最后一步的秒数。";
    ExplainStepped: "Jumps from step to step, without interpolation.", "逐步显示，步与步之间不平滑过渡。";
    ExplainPace: "Linear: every step takes the same time. Ease in: the early steps take longer.", "匀速：每步用时相同。先慢后快：前面的步用时更长。";
    ExplainFinalLoss: "The value of the function at the end of the run.", "过程结束处的函数值。";
    ExplainEvaluations: "The number of evaluations of the function f and of its gradient ∇f.", "算法对函数 f 及其梯度 ∇f 求值的次数。";
    ExplainInsetShare: "The share of the picture that charts and the explained step take up.", "图表与单步详解所占的画面比例。";
    ExplainLabel: "The column of the classes, by name or by number from 1.", "类别所在的列，可用列名或从 1 开始的列号。";
    ExplainLength: "The length of the film. Playback and rests are scaled to fit.", "影片的时长。播放与停顿会随之调整。";
    ExplainSize: "Width and height of the picture in pixels, both even, up to 3840 × 2160.", "画面的宽和高，以像素计，须为偶数，最大 3840 × 2160。";
}
